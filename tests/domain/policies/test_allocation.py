"""Shipments are spread over fulfillment orders: never more than remains, one location and method in each call."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import CannotAllocate, InvalidShipment
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderMove,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.policies.allocation import Allocation, allocate, find_matching_fulfillments

BERLIN, HAMBURG = 1, 2
CITIES = {BERLIN: "Berlin", HAMBURG: "Hamburg"}
OPEN = frozenset({"CREATE_FULFILLMENT", "MOVE", "HOLD"})


def build_fulfillment_order(gid: str, location: int, *lines: tuple[int, int], **changes: object) -> FulfillmentOrder:
    """Pairs of line item and remaining quantity."""
    parts = tuple(FulfillmentOrderLine(f"{gid}-L{index}", *line) for index, line in enumerate(lines))
    order = FulfillmentOrder(gid, f"gid://shopify/Location/{location}", CITIES[location], parts, OPEN)
    return replace(order, **changes)  # type: ignore[arg-type]


def build_shipment(*lines: tuple[int, int], **changes: object) -> Shipment:
    """Pairs of line item and quantity."""
    parcel = Shipment("SHIP-1", "SO-1", tuple(ShipmentLine(*line) for line in lines), Tracking("JD01"))
    return replace(parcel, **changes)  # type: ignore[arg-type]


def test_a_shipment_becomes_one_request_with_explicit_lines() -> None:
    (request,) = allocate(build_shipment((1, 2)), [build_fulfillment_order("FO", BERLIN, (1, 3), (2, 1))]).requests
    assert [(line.fulfillment_order_line_id, line.quantity) for line in request.lines] == [("FO-L0", 2)]
    assert request.tracking == Tracking("JD01")


def test_lines_of_two_locations_become_two_requests() -> None:
    orders = [build_fulfillment_order("FO-H", HAMBURG, (2, 1)), build_fulfillment_order("FO-B", BERLIN, (1, 1))]
    requests = allocate(build_shipment((1, 1), (2, 1)), orders).requests
    assert [request.lines[0].fulfillment_order_id for request in requests] == ["FO-B", "FO-H"]


def test_several_fulfillment_orders_of_one_location_are_one_request() -> None:
    orders = [build_fulfillment_order("FO-1", BERLIN, (1, 1)), build_fulfillment_order("FO-2", BERLIN, (1, 1))]
    (request,) = allocate(build_shipment((1, 2)), orders).requests
    assert [line.fulfillment_order_id for line in request.lines] == ["FO-1", "FO-2"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"holds": ("INVENTORY_OUT_OF_STOCK",)}, r"2 at Berlin on hold \(INVENTORY_OUT_OF_STOCK\)"),
        ({"is_third_party": True}, "2 at Berlin, which another app fulfils"),
        ({"status": "SCHEDULED"}, "2 at Berlin in state scheduled"),
        ({"status": "CANCELLED"}, "2 at Berlin in state cancelled"),
    ],
)
def test_lines_that_shopify_does_not_fulfill_are_skipped_and_reported(changes: dict[str, object], reason: str) -> None:
    order = build_fulfillment_order("FO", BERLIN, (1, 2), actions=frozenset({"MOVE"}), **changes)
    with pytest.raises(CannotAllocate, match=f"line 1: 1 shipped, 0 expected from there; {reason}"):
        allocate(build_shipment((1, 1)), [order])


def test_more_than_remains_is_refused_line_by_line() -> None:
    order = build_fulfillment_order("FO", BERLIN, (1, 1), (2, 5))
    with pytest.raises(CannotAllocate) as refused:
        allocate(build_shipment((1, 3), (2, 5), (3, 1)), [order])
    assert [reason.partition(";")[0] for reason in refused.value.details] == [
        "line 1: 3 shipped, 1 expected from there",
        "line 3: 1 shipped, 0 expected from there",
    ]
    assert "fulfilled already, removed, or not to be shipped" in str(refused.value)


def test_items_are_allocated_from_the_shipping_location() -> None:
    orders = [build_fulfillment_order("FO-B", BERLIN, (1, 5)), build_fulfillment_order("FO-H", HAMBURG, (1, 5))]
    (request,) = allocate(build_shipment((1, 2), location_id=HAMBURG), orders).requests
    assert request.lines[0].fulfillment_order_id == "FO-H"


def test_items_assigned_to_another_location_are_moved_first_if_allowed() -> None:
    orders = [build_fulfillment_order("FO-B", BERLIN, (1, 5)), build_fulfillment_order("FO-H", HAMBURG, (1, 1))]
    parcel = build_shipment((1, 3), location_id=HAMBURG)
    assert allocate(parcel, orders, allow_moves=True).moves == (FulfillmentOrderMove("FO-B", "FO-B-L0", 2, HAMBURG),)
    with pytest.raises(CannotAllocate, match="5 at Berlin, not where it was shipped from"):
        allocate(parcel, orders)


def test_items_that_cannot_be_moved_are_not_moved() -> None:
    order = build_fulfillment_order("FO-B", BERLIN, (1, 5), actions=frozenset({"CREATE_FULFILLMENT"}))
    with pytest.raises(CannotAllocate):
        allocate(build_shipment((1, 1), location_id=HAMBURG), [order], allow_moves=True)


def test_a_fulfillment_with_the_same_tracking_may_be_ours() -> None:
    parcel = build_shipment((1, 2), tracking=Tracking("JD01", additional_numbers=("JD02",)))
    (request,) = allocate(parcel, [build_fulfillment_order("FO", BERLIN, (1, 2))]).requests
    ours, other = Fulfillment("F-1", ("JD02", "JD01")), Fulfillment("F-2", ("JD01",))
    cancelled = replace(ours, id="F-3", cancelled=True)
    assert list(find_matching_fulfillments(request, [other, cancelled, ours])) == [ours]


def test_a_line_that_is_named_twice_is_not_allocated_twice() -> None:
    (request,) = allocate(build_shipment((1, 1), (1, 1)), [build_fulfillment_order("FO", BERLIN, (1, 2))]).requests
    assert [(line.line_item_id, line.quantity) for line in request.lines] == [(1, 2)]
    with pytest.raises(CannotAllocate, match="line 1: 4 shipped, 2 expected"):
        allocate(build_shipment((1, 2), (1, 2)), [build_fulfillment_order("FO", BERLIN, (1, 2))])


def test_tracking_numbers_are_compared_without_surrounding_blanks() -> None:
    assert Tracking(" JD01\n", additional_numbers=(" JD02",)).all_numbers == ("JD01", "JD02")
    with pytest.raises(InvalidShipment, match="tracking without a number"):
        Shipment("SHIP-1", "SO-1", (ShipmentLine(1, 1),), Tracking(" ", url="https://follow.example"))


@pytest.mark.parametrize(("number", "order"), [("", "SO-1"), ("SHIP-1", " ")])
def test_a_shipment_of_no_order_or_without_a_number_is_refused(number: str, order: str) -> None:
    with pytest.raises(InvalidShipment, match="must have a number of its own and name its order"):
        Shipment(number, order, (ShipmentLine(1, 1),))


@pytest.mark.parametrize(
    ("number", "tracking"),
    [
        ("SHIP\0-1", None),
        ("SHIP-1", Tracking("JD\x0001")),
        ("SHIP-1", Tracking("JD01", "D\0HL")),
        ("SHIP-1", Tracking("JD01", additional_numbers=("JD\x0002",))),
    ],
)
def test_a_shipment_with_text_that_a_database_cannot_store_is_refused(number: str, tracking: Tracking | None) -> None:
    with pytest.raises(InvalidShipment, match=r"Shipment SHIP-1 holds U\+0000"):
        Shipment(number, "SO-1", (ShipmentLine(1, 1),), tracking)


@pytest.mark.parametrize("lines", [[], [(1, 0)], [(1, -1)]])
def test_a_shipment_without_lines_is_refused(lines: list[tuple[int, int]]) -> None:
    with pytest.raises(InvalidShipment):
        build_shipment(*lines)


LINES = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 6)), max_size=4)
ORDERS = st.lists(
    st.tuples(
        st.sampled_from([BERLIN, HAMBURG]),
        LINES,
        st.sampled_from([OPEN, frozenset({"MOVE"}), frozenset()]),
        st.sampled_from(DeliveryMethod),
    ),
    max_size=6,
).map(
    lambda drawn: [
        build_fulfillment_order(f"FO-{number}", place, *lines, actions=actions, delivery_method=method)
        for number, (place, lines, actions, method) in enumerate(drawn)
    ]
)
SHIPMENTS = st.builds(
    lambda lines, place, tracking: build_shipment(*lines, location_id=place, tracking=tracking),
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5)), min_size=1, max_size=4),
    st.sampled_from([None, BERLIN, HAMBURG]),
    st.sampled_from([None, Tracking("JD01")]),
)


def try_allocate(parcel: Shipment, orders: list[FulfillmentOrder], *, may_move: bool) -> Allocation | None:
    """Allocate a shipment; returns None if it is refused."""
    try:
        return allocate(parcel, orders, allow_moves=may_move)
    except CannotAllocate:
        return None


@given(parcel=SHIPMENTS, orders=ORDERS, may_move=st.booleans())
def test_an_allocation_is_all_of_the_shipment_and_never_more_than_remains(
    parcel: Shipment, orders: list[FulfillmentOrder], may_move: bool
) -> None:
    allocation = try_allocate(parcel, orders, may_move=may_move)
    if allocation is None:
        return
    assert allocation == allocate(parcel, orders, allow_moves=may_move)
    by_id = {order.id: order for order in orders}
    remaining = {line.id: line.remaining_quantity for order in orders for line in order.lines}
    taken: Counter[str] = Counter()
    shipped: Counter[int] = Counter()
    items = {line.id: line.line_item_id for order in orders for line in order.lines}
    for request in allocation.requests:
        named = [by_id[line.fulfillment_order_id] for line in request.lines]
        assert len({(order.location_id, order.delivery_method) for order in named}) == 1
        assert all(order.delivery_method is request.delivery_method for order in named)
        assert all(order.can_be_fulfilled for order in named)
        assert not (parcel.tracking and request.delivery_method.needs_no_carrier)
        for line in request.lines:
            taken[line.fulfillment_order_line_id] += line.quantity
            shipped[line.line_item_id] += line.quantity
    for move in allocation.moves:
        assert may_move
        assert by_id[move.fulfillment_order_id].can_be_moved
        assert not by_id[move.fulfillment_order_id].delivery_method.needs_no_carrier
        taken[move.fulfillment_order_line_id] += move.quantity
        shipped[items[move.fulfillment_order_line_id]] += move.quantity
    assert all(quantity <= remaining[line] for line, quantity in taken.items())
    wanted: Counter[int] = Counter()
    for part in parcel.lines:
        wanted[part.line_item_id] += part.quantity
    assert shipped == wanted
