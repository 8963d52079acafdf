"""What an order still needs from the warehouse."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    PlannedFulfillment,
    PushStatus,
    Shipment,
    ShipmentLine,
)
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus, WarehouseState
from novex_shopify.domain.policies.order_stock import (
    add_working_days,
    compute_line_stocks,
    update_warehouse_state,
)
from tests.builders import LINE_ID, NOON, a_complete_sales_order

KNOWN, NEW = 501, 502
FRIDAY = date(2026, 11, 27)


def an_order(wanted: int = 10, **changes: Any) -> SalesOrder:
    order = a_complete_sales_order()
    line = replace(
        order.lines[0],
        line_item_id=LINE_ID,
        kind=LineKind.ITEM,
        item_id="KIMCHI",
        wanted_quantity=wanted,
        requires_shipping=True,
        is_third_party=False,
        pieces=1,
    )
    plain: dict[str, Any] = {"cancelled_at": None, "deleted_at": None, "fulfillments": (), "financial_status": None}
    return replace(order, lines=(line,), **{**plain, **changes})


def a_fulfillment(quantity: int, status: str = "success", number: int = KNOWN) -> OrderFulfillment:
    return OrderFulfillment(number, status=status, lines=((LINE_ID, quantity),))


def a_push(quantity: int, status: PushStatus = PushStatus.PENDING, fulfillment: int | None = None) -> FulfillmentPush:
    shipment = Shipment("S-1", "1", (ShipmentLine(LINE_ID, quantity),))
    request = FulfillmentRequest((AllocatedLine("fo", "fol", LINE_ID, quantity),), None, notify_customer=True)
    gid = f"gid://shopify/Fulfillment/{fulfillment}" if fulfillment else None
    plan = FulfillmentPlan((PlannedFulfillment(request, gid),), frozenset()) if fulfillment else None
    return FulfillmentPush(1, shipment, status, plan=plan)


def assigned(quantity: int, state: AssignmentState = AssignmentState.ASSIGNED) -> Assignment:
    return Assignment(1, "1", LINE_ID, "KIMCHI", 5, 1, quantity, ERP_CODE, NOON, state)


def compute(order: SalesOrder, *pushes: FulfillmentPush, lots: tuple[Assignment, ...] = ()) -> LineStock:
    [line] = compute_line_stocks(order, pushes, lots)
    return line


def test_a_new_order_needs_all_of_it() -> None:
    line = compute(an_order())
    assert (line.to_ship, line.short, line.over_assigned, line.over_shipped) == (10, 10, 0, 0)


def test_assigned_units_are_not_short_and_still_to_be_shipped() -> None:
    line = compute(an_order(), lots=(assigned(7), assigned(9, AssignmentState.RELEASED)))
    assert (line.to_ship, line.assigned, line.short) == (10, 7, 3)


def test_items_without_lots_are_never_short() -> None:
    [line] = compute_line_stocks(an_order(), (), (), {"KIMCHI"})
    assert (line.to_ship, line.short) == (10, 0)


def test_cases_of_twelve_are_counted_in_base_units() -> None:
    order = an_order(fulfillments=(a_fulfillment(2),))
    cases = replace(order, lines=(replace(order.lines[0], pieces=12),))
    line = compute(cases, a_push(3), lots=(assigned(7),))
    assert (line.wanted, line.shipped, line.to_ship, line.short) == (120, 60, 60, 53)


def test_units_that_have_a_lot_leave_from_it_although_their_item_is_not_tracked_any_more() -> None:
    [line] = compute_line_stocks(an_order(), (), (assigned(10),), {"KIMCHI"})
    assert (line.needs_lots, line.short) == (True, 0)


@pytest.mark.parametrize("fulfillment", [None, NEW])
def test_a_shipment_that_shopify_does_not_show_yet_counts_as_shipped(fulfillment: int | None) -> None:
    order = an_order(fulfillments=(a_fulfillment(2),))
    assert compute(order, a_push(3, fulfillment=fulfillment)).to_ship == 10 - 2 - 3


def test_a_shipment_that_shopify_shows_counts_once() -> None:
    order = an_order(fulfillments=(a_fulfillment(3),))
    assert compute(order, a_push(3, PushStatus.PUSHED, KNOWN)).to_ship == 7


@pytest.mark.parametrize("status", [PushStatus.CANCELLED, PushStatus.ELSEWHERE])
def test_a_shipment_that_never_reaches_shopify_does_not_count(status: PushStatus) -> None:
    assert compute(an_order(), a_push(3, status)).to_ship == 10


def test_a_cancelled_fulfillment_is_to_be_shipped_again() -> None:
    assert compute(an_order(fulfillments=(a_fulfillment(3, "cancelled"),))).to_ship == 10


def test_a_cancelled_shipment_does_not_count_although_shopify_still_shows_it() -> None:
    push = a_push(3, fulfillment=KNOWN)
    cancelled = replace(push, shipment=replace(push.shipment, cancelled=True))
    order = an_order(fulfillments=(a_fulfillment(3),))
    assert compute(order, cancelled).to_ship == 10
    assert compute(order, replace(cancelled, status=PushStatus.REFUSED)).to_ship == 7


def test_less_wanted_than_set_aside_or_shipped_is_too_much() -> None:
    line = compute(an_order(wanted=4), a_push(6), lots=(assigned(2),))
    assert (line.to_ship, line.over_assigned, line.over_shipped) == (0, 2, 2)


def test_of_a_cancelled_order_only_what_shopify_has_as_fulfilled_is_wanted() -> None:
    order = an_order(cancelled_at=NOON, fulfillments=(a_fulfillment(2),))
    line = compute(order, a_push(3), lots=(assigned(5),))
    assert (line.to_ship, line.over_assigned, line.over_shipped) == (0, 5, 3)


@pytest.mark.parametrize(
    "change", [{"kind": LineKind.SHIPPING}, {"line_item_id": 0}, {"requires_shipping": False}, {"is_third_party": True}]
)
def test_lines_that_the_warehouse_does_not_ship_are_left_out(change: dict[str, Any]) -> None:
    order = an_order()
    assert compute_line_stocks(replace(order, lines=(replace(order.lines[0], **change),)), (), ()) == ()


def find_state(
    order: SalesOrder, *pushes: FulfillmentPush, before: WarehouseState | None = None, zone: tzinfo = UTC
) -> WarehouseState:
    lines = compute_line_stocks(order, pushes, ())
    known = before or WarehouseState("1")
    return update_warehouse_state(known, order, lines, pushes=pushes, handling_days=2, zone=zone, now=NOON)


def test_the_status_follows_from_what_is_left_to_ship() -> None:
    part, whole = an_order(fulfillments=(a_fulfillment(4),)), an_order(fulfillments=(a_fulfillment(10),))
    new, partly, done = find_state(an_order()), find_state(part), find_state(whole)
    assert (new.status, new.fulfillment, new.locked) == (OrderStatus.OPEN, FulfillmentStatus.UNFULFILLED, False)
    assert (partly.status, partly.fulfillment) == (OrderStatus.OPEN, FulfillmentStatus.PARTIALLY_FULFILLED)
    assert (done.status, done.fulfillment, done.locked) == (OrderStatus.COMPLETED, FulfillmentStatus.FULFILLED, True)
    assert (new.shipped_at, partly.shipped_at, done.completed_at) == (None, NOON, NOON)


def test_a_recorded_shipment_locks_the_order() -> None:
    assert find_state(an_order(), a_push(1)).locked
    assert not find_state(an_order(), a_push(1, PushStatus.CANCELLED)).locked


def test_nothing_to_ship_is_completed_once_it_is_paid() -> None:
    assert find_state(an_order(wanted=0)).status is OrderStatus.OPEN
    assert find_state(an_order(wanted=0, financial_status="paid")).status is OrderStatus.COMPLETED


def test_an_order_that_gets_more_items_is_open_again() -> None:
    done = find_state(an_order(fulfillments=(a_fulfillment(10),)))
    again = find_state(an_order(wanted=12, fulfillments=(a_fulfillment(10),)), before=done)
    assert (again.status, again.completed_at, again.shipped_at) == (OrderStatus.OPEN, None, NOON)


def test_cancelled_and_deleted_orders_are_cancelled() -> None:
    assert find_state(an_order(cancelled_at=NOON)).status is OrderStatus.CANCELLED
    assert find_state(an_order(deleted_at=NOON)).status is OrderStatus.CANCELLED


def test_the_promised_day_counts_working_days() -> None:
    assert add_working_days(FRIDAY, 1) == FRIDAY + timedelta(days=3)
    assert add_working_days(FRIDAY + timedelta(days=1), 0) == FRIDAY + timedelta(days=3)
    assert add_working_days(FRIDAY, 0) == FRIDAY
    ordered = an_order(ordered_at=NOON.replace(year=2026, month=11, day=27))
    assert find_state(ordered).promised_on == FRIDAY + timedelta(days=4)


def test_the_promised_day_counts_from_the_day_of_the_order_in_the_zone_of_the_store() -> None:
    """An order of Thursday evening in Los Angeles, where it is Friday in UTC."""
    ordered = an_order(ordered_at=datetime(2026, 11, 27, 4, tzinfo=UTC))
    monday = FRIDAY + timedelta(days=3)
    assert find_state(ordered, zone=ZoneInfo("America/Los_Angeles")).promised_on == monday
