"""The plan for a shipment, and which fulfillments may belong to it."""

from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    Fulfillment,
    FulfillmentOrderMove,
    FulfillmentRequest,
    OrderFulfillments,
    PlannedFulfillment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.policies.fulfillment_plan import (
    build_manual_request,
    find_candidates,
    find_remaining_shipment,
    group_moves,
    has_lines_of,
    is_from_other_orders,
    replace_unsent,
    start_plan,
)
from tests.builders import LINE_ID, a_shipment

TRACKING = Tracking("JD01")
EMPTY_ORDER = OrderFulfillments((), ())


def make_request(quantity: int, fulfillment_order_id: str = "FO-1") -> FulfillmentRequest:
    return FulfillmentRequest((AllocatedLine(fulfillment_order_id, "FOL-1", LINE_ID, quantity),), TRACKING, True)


def test_a_new_plan_knows_the_fulfillments_that_exist_already() -> None:
    state = OrderFulfillments((), (Fulfillment("F-1"), Fulfillment("F-2")))
    assert start_plan(state).known_fulfillment_ids == {"F-1", "F-2"}


def test_what_is_sent_does_not_remain() -> None:
    shipment = a_shipment(lines=(ShipmentLine(LINE_ID, 1), ShipmentLine(LINE_ID, 2), ShipmentLine(7, 1)))
    plan = start_plan(EMPTY_ORDER, PlannedFulfillment(make_request(2), "F-1"), PlannedFulfillment(make_request(1)))
    remaining = find_remaining_shipment(shipment, plan)
    assert remaining is not None
    assert remaining.lines == (ShipmentLine(LINE_ID, 1), ShipmentLine(7, 1))


def test_nothing_remains_of_a_shipment_that_is_sent_completely() -> None:
    plan = start_plan(EMPTY_ORDER, PlannedFulfillment(make_request(2), "F-1"))
    assert find_remaining_shipment(a_shipment(), plan) is None


def test_only_what_is_not_sent_is_replaced() -> None:
    sent = PlannedFulfillment(make_request(1), "F-1")
    plan = start_plan(EMPTY_ORDER, sent, PlannedFulfillment(make_request(1)))
    moved = make_request(1, "FO-2")
    assert replace_unsent(plan, [moved]).fulfillments == (sent, PlannedFulfillment(moved))


def test_moves_of_one_fulfillment_order_are_one_call() -> None:
    first, second, third = (
        FulfillmentOrderMove("FO-1", "FOL-1", 1, 5),
        FulfillmentOrderMove("FO-2", "FOL-2", 1, 5),
        FulfillmentOrderMove("FO-1", "FOL-3", 2, 5),
    )
    assert group_moves([first, second, third]) == [[first, third], [second]]


def test_a_shipment_without_tracking_cannot_be_recognized_as_made_by_hand() -> None:
    assert build_manual_request(a_shipment(), None) is None


def test_a_manual_request_has_each_line_once() -> None:
    request = build_manual_request(a_shipment(lines=(ShipmentLine(LINE_ID, 1), ShipmentLine(LINE_ID, 2))), TRACKING)
    assert request is not None
    assert has_lines_of(request, {LINE_ID: 3})
    assert not has_lines_of(request, {LINE_ID: 2})
    assert not has_lines_of(request, {LINE_ID: 3, 7: 1})


def test_a_fulfillment_of_other_fulfillment_orders_is_recognized() -> None:
    assert is_from_other_orders(make_request(1, "FO-1"), {"FO-2"})
    assert not is_from_other_orders(make_request(1, "FO-1"), {"FO-1", "FO-2"})


def test_a_fulfillment_whose_fulfillment_orders_are_hidden_is_not_called_another() -> None:
    assert not is_from_other_orders(make_request(1, "FO-1"), frozenset())


def test_a_candidate_has_the_same_tracking_is_not_cancelled_and_not_excluded() -> None:
    own = Fulfillment("F-1", ("JD01",))
    others = (
        Fulfillment("F-2", ("JD02",)),
        Fulfillment("F-3", ("JD01",), cancelled=True),
        Fulfillment("F-4", ("JD01",)),
    )
    state = OrderFulfillments((), (own, *others))
    assert list(find_candidates(make_request(1), state, {"F-4"})) == [own]
