"""Who delivers decides what a shipment fills: a carrier, or the store itself."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from novex_shopify.domain.errors import CannotAllocate
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import FulfillmentRequest, ShipmentLine
from novex_shopify.domain.policies.allocation import allocate
from tests.builders import LINE_ID, a_delivery_group, a_shipment

BY_CARRIER = (DeliveryMethod.SHIPPING, DeliveryMethod.PICKUP_POINT, DeliveryMethod.UNSTATED, DeliveryMethod.NONE)
BY_STORE = (DeliveryMethod.LOCAL, DeliveryMethod.PICK_UP, DeliveryMethod.RETAIL, DeliveryMethod.UNKNOWN)


def count_units(requests: tuple[FulfillmentRequest, ...]) -> dict[DeliveryMethod, int]:
    """Units by delivery method, in the order of the requests."""
    return {request.delivery_method: sum(line.quantity for line in request.lines) for request in requests}


@pytest.mark.parametrize("method", BY_STORE)
def test_a_shipment_with_tracking_fills_what_is_shipped_and_not_what_the_store_hands_over(
    method: DeliveryMethod,
) -> None:
    orders = [a_delivery_group(method), a_delivery_group(DeliveryMethod.SHIPPING)]
    shipment = a_shipment(lines=(ShipmentLine(LINE_ID, 1),))
    assert count_units(allocate(shipment, orders).requests) == {DeliveryMethod.SHIPPING: 1}


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        (DeliveryMethod.PICK_UP, "1 for pick-up at Berlin: .* and mark them as ready for pickup in Shopify"),
        (DeliveryMethod.LOCAL, "1 for local delivery from Berlin: .* and mark them as out for delivery in Shopify"),
        (DeliveryMethod.RETAIL, "1 sold over the counter at Berlin: .* and mark them as fulfilled in Shopify"),
        (DeliveryMethod.UNKNOWN, "1 at Berlin with a delivery method that is new in Shopify: "),
    ],
)
def test_what_the_store_hands_over_is_named_with_what_to_do(method: DeliveryMethod, reason: str) -> None:
    orders = [a_delivery_group(method), a_delivery_group(DeliveryMethod.SHIPPING)]
    with pytest.raises(CannotAllocate, match=f"'Earl Grey': 2 shipped, 1 expected from there; {reason}"):
        allocate(a_shipment(), orders)


@pytest.mark.parametrize("method", BY_CARRIER)
def test_what_a_carrier_can_have_is_filled_by_a_shipment_with_tracking(method: DeliveryMethod) -> None:
    assert count_units(allocate(a_shipment(), [a_delivery_group(method, 2)]).requests) == {method: 2}


@pytest.mark.parametrize("method", DeliveryMethod)
def test_a_shipment_without_tracking_may_be_a_hand_over(method: DeliveryMethod) -> None:
    (request,) = allocate(a_shipment(tracking=None), [a_delivery_group(method, 2)]).requests
    assert (request.delivery_method, request.tracking) == (method, None)


def test_a_shipment_without_tracking_fills_what_is_shipped_first() -> None:
    orders = [a_delivery_group(method) for method in reversed(DeliveryMethod)]
    for quantity, expected in enumerate(DeliveryMethod, start=1):
        shipment = a_shipment(lines=(ShipmentLine(LINE_ID, quantity),), tracking=None)
        assert list(count_units(allocate(shipment, orders).requests))[-1] is expected


def test_each_location_and_method_is_a_request_of_its_own() -> None:
    orders = [
        a_delivery_group(method, 1, location)
        for location in ("Hamburg", "Berlin")
        for method in (DeliveryMethod.NONE, DeliveryMethod.SHIPPING)
    ]
    requests = allocate(a_shipment(lines=(ShipmentLine(LINE_ID, 4),)), orders).requests
    assert [request.fulfillment_order_ids for request in requests] == [
        {"FO-SHIPPING-Berlin"},
        {"FO-NONE-Berlin"},
        {"FO-SHIPPING-Hamburg"},
        {"FO-NONE-Hamburg"},
    ]


@pytest.mark.parametrize("method", BY_STORE)
def test_what_the_store_hands_over_is_never_moved(method: DeliveryMethod) -> None:
    order = a_delivery_group(method, 2, actions=frozenset({"CREATE_FULFILLMENT", "MOVE"}))
    for shipment in (a_shipment(location_id=5), a_shipment(location_id=5, tracking=None)):
        with pytest.raises(CannotAllocate):
            allocate(shipment, [order], allow_moves=True)


def test_what_is_shipped_is_moved_first() -> None:
    actions = frozenset({"CREATE_FULFILLMENT", "MOVE"})
    orders = [a_delivery_group(method, actions=actions) for method in reversed(BY_CARRIER)]
    shipment = a_shipment(lines=(ShipmentLine(LINE_ID, 2),), location_id=5)
    moves = allocate(shipment, orders, allow_moves=True).moves
    assert [move.fulfillment_order_id for move in moves] == ["FO-SHIPPING-Berlin", "FO-PICKUP_POINT-Berlin"]


@pytest.mark.parametrize(
    ("waiting", "reason"),
    [
        ({"status": "ON_HOLD", "holds": ("OTHER",)}, r"2 at Berlin on hold \(OTHER\)"),
        ({"status": "SCHEDULED"}, "2 at Berlin in state scheduled"),
    ],
)
def test_what_waits_in_shopify_is_not_moved(waiting: dict[str, Any], reason: str) -> None:
    order = a_delivery_group(DeliveryMethod.SHIPPING, 2, actions=frozenset({"MOVE"}), **waiting)
    with pytest.raises(CannotAllocate, match=f"0 expected from there; {reason}"):
        allocate(a_shipment(location_id=5), [order], allow_moves=True)


@given(
    quantities=st.dictionaries(st.sampled_from(DeliveryMethod), st.integers(1, 4), min_size=1),
    shipped=st.integers(1, 12),
)
def test_a_shipment_with_tracking_is_shipped_exactly_if_carriers_have_enough(
    quantities: dict[DeliveryMethod, int], shipped: int
) -> None:
    assume(shipped <= sum(quantities.values()))
    orders = [a_delivery_group(method, quantity) for method, quantity in quantities.items()]
    shipment = a_shipment(lines=(ShipmentLine(LINE_ID, shipped),))
    if shipped > sum(quantities.get(method, 0) for method in BY_CARRIER):
        with pytest.raises(CannotAllocate):
            allocate(shipment, orders)
        return
    units = count_units(allocate(shipment, orders).requests)
    assert sum(units.values()) == shipped
    assert units.keys() <= set(BY_CARRIER)
    assert units.get(DeliveryMethod.SHIPPING, 0) == min(shipped, quantities.get(DeliveryMethod.SHIPPING, 0))
