"""Which fulfillment order lines a shipment fills."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import CannotAllocate, InvalidShipment
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.policies.allocation import allocate, already_made

TRACKING = Tracking("JD01", "DHL Express")


def fulfillment_order(name: str, location: str, *remaining: tuple[int, int], ready: bool = True) -> FulfillmentOrder:
    lines = tuple(FulfillmentOrderLine(f"{name}/{line}", line, quantity) for line, quantity in remaining)
    return FulfillmentOrder(name, location, ready, lines)


def shipment(*lines: tuple[int, int]) -> Shipment:
    return Shipment("SHIP-1", "SO-1", tuple(ShipmentLine(*line) for line in lines), TRACKING)


def test_a_shipment_becomes_one_request_with_explicit_lines() -> None:
    (request,) = allocate(shipment((1, 2), (2, 1)), [fulfillment_order("FO", "Berlin", (1, 5), (2, 1))])
    assert [(line.fulfillment_order_line_id, line.quantity) for line in request.lines] == [("FO/1", 2), ("FO/2", 1)]
    assert (request.tracking, request.notify_customer) == (TRACKING, True)


def test_lines_of_two_locations_become_two_requests() -> None:
    orders = [fulfillment_order("B", "Berlin", (2, 1)), fulfillment_order("A", "Aachen", (1, 1))]
    requests = allocate(shipment((1, 1), (2, 1)), orders)
    assert [[line.fulfillment_order_id for line in request.lines] for request in requests] == [["A"], ["B"]]


def test_what_is_on_hold_is_not_touched() -> None:
    with pytest.raises(CannotAllocate, match="line 1: 1 shipped, 0 still expected"):
        allocate(shipment((1, 1)), [fulfillment_order("FO", "Berlin", (1, 1), ready=False)])


def test_more_than_remains_is_refused_line_by_line() -> None:
    with pytest.raises(CannotAllocate) as refusal:
        allocate(shipment((1, 3), (7, 1)), [fulfillment_order("FO", "Berlin", (1, 2))])
    assert refusal.value.reasons == ("line 1: 3 shipped, 2 still expected", "line 7: 1 shipped, 0 still expected")


def test_a_fulfillment_of_the_same_tracking_and_lines_is_recognised() -> None:
    (request,) = allocate(shipment((1, 2)), [fulfillment_order("FO", "Berlin", (1, 5))])
    made = Fulfillment("F-1", ("JD01",), {1: 2})
    assert already_made(request, [made]) == made
    assert already_made(request, [Fulfillment("F-2", ("JD02",), {1: 2})]) is None
    assert already_made(request, [Fulfillment("F-3", ("JD01",), {1: 1})]) is None
    assert already_made(request, [Fulfillment("F-4", ("JD01",), {1: 2}, cancelled=True)]) is None


def test_a_line_that_is_named_twice_is_not_allocated_twice() -> None:
    (request,) = allocate(shipment((1, 1), (1, 1)), [fulfillment_order("FO", "Berlin", (1, 2))])
    assert [(line.line_item_id, line.quantity) for line in request.lines] == [(1, 2)]
    with pytest.raises(CannotAllocate, match="line 1: 4 shipped, 2 still expected"):
        allocate(shipment((1, 2), (1, 2)), [fulfillment_order("FO", "Berlin", (1, 2))])


def test_a_tracking_is_by_a_number_without_blanks_around_it() -> None:
    assert Tracking(" JD01\n") == Tracking("JD01")
    with pytest.raises(InvalidShipment, match="tracking without a number"):
        Shipment("SHIP-1", "SO-1", (ShipmentLine(1, 1),), Tracking(" ", url="https://follow.example"))


@pytest.mark.parametrize("lines", [[], [(1, 0)], [(1, -1)]])
def test_a_shipment_of_nothing_is_refused(lines: list[tuple[int, int]]) -> None:
    with pytest.raises(InvalidShipment):
        shipment(*lines)


QUANTITIES = st.dictionaries(st.integers(1, 4), st.integers(0, 5), max_size=4)


@given(
    wanted=st.dictionaries(st.integers(1, 4), st.integers(1, 8), min_size=1),
    remaining=st.lists(st.tuples(st.sampled_from("ABC"), QUANTITIES), max_size=5),
)
def test_an_allocation_is_complete_and_never_more_than_remains(
    wanted: dict[int, int], remaining: list[tuple[str, dict[int, int]]]
) -> None:
    orders = [
        fulfillment_order(f"FO-{number}", location, *quantities.items())
        for number, (location, quantities) in enumerate(remaining)
    ]
    open_pieces: Counter[int] = sum((Counter(quantities) for _, quantities in remaining), Counter())
    parcel = shipment(*wanted.items())
    if any(quantity > open_pieces[line] for line, quantity in wanted.items()):
        with pytest.raises(CannotAllocate):
            allocate(parcel, orders)
        return
    requests = allocate(parcel, orders)
    taken = Counter[str]()
    shipped = Counter[int]()
    for request in requests:
        assert len({next(o.location_id for o in orders if o.id == p.fulfillment_order_id) for p in request.lines}) == 1
        for piece in request.lines:
            taken[piece.fulfillment_order_line_id] += piece.quantity
            shipped[piece.line_item_id] += piece.quantity
    assert shipped == Counter(wanted)
    left = {line.id: line.remaining_quantity for order in orders for line in order.lines}
    assert all(quantity <= left[line] for line, quantity in taken.items())
    assert requests == allocate(parcel, orders)
