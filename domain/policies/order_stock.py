"""What an order still needs from the warehouse. Every page, the API and the worker ask these functions."""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus, WarehouseState
from novex_shopify.domain.policies.departures import NOT_SHIPPED_STATUSES, count_unsent, is_shipped
from novex_shopify.domain.policies.reconciliation import collect_active_ids, to_day

_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_SATURDAY = 5


def compute_line_stocks(
    order: SalesOrder,
    pushes: Sequence[FulfillmentPush],
    assignments: Sequence[Assignment],
    untracked_item_ids: Collection[str] = (),
) -> tuple[LineStock, ...]:
    """Return the lines that the warehouse ships, in the order of the document.

    Lines of amounts, of gift cards, of what needs no shipping and of what a fulfillment service ships are left out. Of
    a cancelled or deleted order nothing is wanted but what Shopify has as fulfilled.
    """
    fulfilled, unconfirmed = _count_fulfilled(order, pushes), _count_unconfirmed(order, pushes)
    assigned: Counter[int] = Counter()
    for each in assignments:
        if each.state is AssignmentState.ASSIGNED:
            assigned[each.line_item_id] += each.quantity
    is_cancelled = is_order_cancelled(order)
    return tuple(
        LineStock(
            line.line_item_id,
            line.item_id,
            line.title,
            _needs_lots(line, untracked_item_ids, assigned[line.line_item_id]),
            (fulfilled[line.line_item_id] if is_cancelled else _count_wanted(order, line, fulfilled)) * line.pieces,
            (fulfilled[line.line_item_id] + unconfirmed[line.line_item_id]) * line.pieces,
            assigned[line.line_item_id],
        )
        for line in order.lines
        if is_shipped_by_warehouse(line)
    )


def count_unfulfilled(order: SalesOrder, pushes: Sequence[FulfillmentPush] = ()) -> Mapping[int, int]:
    """Sold units by line item that Shopify counts as ordered and not fulfilled, of the lines that the warehouse ships.

    What the ERP has sent and Shopify does not know of is among them. What Shopify has answered to the ERP's shipments
    counts before the order shows it.
    """
    if is_order_cancelled(order):
        return {}
    fulfilled = _count_known_to_shopify(order, pushes)
    return {
        line.line_item_id: max(0, _count_wanted(order, line, fulfilled) - fulfilled[line.line_item_id])
        for line in order.lines
        if is_shipped_by_warehouse(line)
    }


def _needs_lots(line: SalesOrderLine, untracked_item_ids: Collection[str], assigned: int) -> bool:
    # Units that were assigned before their item was switched to no lots still leave from their lots.
    return line.item_id is not None and (assigned > 0 or line.item_id not in untracked_item_ids)


def find_untracked(items: Mapping[str, Item]) -> frozenset[str]:
    """The items, by id, whose units belong to no lot."""
    return frozenset(item.id for item in items.values() if not item.lot_tracked)


def _count_wanted(order: SalesOrder, line: SalesOrderLine, fulfilled: Counter[int]) -> int:
    """Sold units of a line, without those of refunds that are newer than the order's state.

    A refund may be known before the state that it leads to. How many refunded units the state does not have yet, the
    difference of its two quantities says; of those, only what was cancelled has certainly not left.
    """
    refunded = Counter[bool]()
    for refund in order.refunds:
        for part in refund.lines:
            if part.line_item_id == line.line_item_id:
                refunded[part.restock_type == "cancel"] += part.quantity
    in_state = line.quantity - line.current_quantity
    ahead = min(refunded[True], max(0, refunded.total() - in_state - refunded[False]))
    return max(line.wanted_quantity - ahead, min(line.wanted_quantity, fulfilled[line.line_item_id]))


def is_shipped_by_warehouse(line: SalesOrderLine) -> bool:
    return line.kind is LineKind.ITEM and line.line_item_id != 0 and line.requires_shipping and not line.is_third_party


def is_order_cancelled(order: SalesOrder) -> bool:
    return order.cancelled_at is not None or order.deleted_at is not None


def is_paid(order: SalesOrder) -> bool:
    return order.financial_status in _PAID


def update_warehouse_state(
    state: WarehouseState,
    order: SalesOrder,
    lines: Sequence[LineStock],
    *,
    pushes: Sequence[FulfillmentPush],
    handling_days: int,
    zone: tzinfo,
    now: datetime,
    fulfill_by: datetime | None = None,
) -> WarehouseState:
    """The state that follows from the order and its lines; `zone` is the store's. What has happened once keeps its
    time.

    Promised is the day of Shopify's `fulfill_by`; without one, `handling_days` working days after the order.
    """
    to_ship, shipped = sum(line.to_ship for line in lines), sum(line.shipped for line in lines)
    status = _find_status(order, to_ship, shipped)
    fulfillment = FulfillmentStatus.UNFULFILLED
    if shipped:
        fulfillment = FulfillmentStatus.PARTIALLY_FULFILLED if to_ship else FulfillmentStatus.FULFILLED
    assigned = sum(line.assigned for line in lines)
    return replace(
        state,
        status=status,
        fulfillment=fulfillment,
        locked=shipped > 0 or any(push.status not in NOT_SHIPPED_STATUSES for push in pushes),
        to_ship=to_ship,
        assigned=assigned,
        short=sum(line.short for line in lines),
        promised_on=to_day(fulfill_by, zone)
        if fulfill_by
        else add_working_days(to_day(order.ordered_at, zone), handling_days),
        first_assigned_at=state.first_assigned_at or (now if assigned else None),
        shipped_at=state.shipped_at or (now if shipped else None),
        completed_at=(state.completed_at or now) if status is OrderStatus.COMPLETED else None,
    )


def add_working_days(day: date, count: int, days_off: Container[date] = ()) -> date:
    """The working day, from Monday to Friday and none of `days_off`, that is `count` working days after a day."""
    while count > 0 or not is_working_day(day, days_off):
        day += timedelta(days=1)
        if is_working_day(day, days_off):
            count -= 1
    return day


def is_working_day(day: date, days_off: Container[date] = ()) -> bool:
    return day.weekday() < _SATURDAY and day not in days_off


def _find_status(order: SalesOrder, to_ship: int, shipped: int) -> OrderStatus:
    if is_order_cancelled(order):
        return OrderStatus.CANCELLED
    is_done = to_ship == 0 and (shipped > 0 or is_paid(order))
    return OrderStatus.COMPLETED if is_done else OrderStatus.OPEN


def _count_fulfilled(order: SalesOrder, pushes: Sequence[FulfillmentPush]) -> Counter[int]:
    """Sold units by line item that Shopify has as fulfilled, without those of shipments that the ERP cancelled.

    Shopify hears of a cancellation later. Until then its units would be set aside for the order and be of no use to it.
    """
    return _count_shown(order, _list_cancelled_ids(pushes))


def _count_shown(order: SalesOrder, cancelled: Container[int | None]) -> Counter[int]:
    """Sold units by line item that the order shows as fulfilled, without fulfillments that are known as cancelled."""
    fulfilled: Counter[int] = Counter()
    active = collect_active_ids(order.fulfillments)
    for fulfillment in order.fulfillments:
        if fulfillment.id in active and fulfillment.id not in cancelled:
            for line_item_id, quantity in fulfillment.lines:
                fulfilled[line_item_id] += quantity
    return fulfilled


def _count_known_to_shopify(order: SalesOrder, pushes: Sequence[FulfillmentPush]) -> Counter[int]:
    """Sold units by line item that Shopify has as fulfilled, by its order or by its answers to the ERP's shipments."""
    planned = [each for push in pushes if push.plan for each in push.plan.fulfillments if each.fulfillment_number]
    shown = {each.id for each in order.fulfillments}
    fulfilled = _count_shown(order, {each.fulfillment_number for each in planned if each.cancelled})
    for each in planned:
        if each.fulfillment_number not in shown and not each.cancelled:
            for line in each.request.lines:
                fulfilled[line.line_item_id] += line.quantity
    return fulfilled


def _list_cancelled_ids(pushes: Sequence[FulfillmentPush]) -> set[int | None]:
    # Where Shopify refused to cancel, it takes no other fulfillment of these units, so there is nothing to ship again.
    # They have not left (`list_departures`), unless a person then marks the shipment as shipped elsewhere.
    standing = (PushStatus.REFUSED, PushStatus.ELSEWHERE)
    cancelled = [push for push in pushes if push.shipment.cancelled and push.status not in standing]
    return {planned.fulfillment_number for push in cancelled if push.plan for planned in push.plan.fulfillments}


def _count_unconfirmed(order: SalesOrder, pushes: Sequence[FulfillmentPush]) -> Counter[int]:
    """Sold units by line item of the ERP's shipments that no fulfillment of the document shows yet."""
    unconfirmed: Counter[int] = Counter()
    known = {fulfillment.id for fulfillment in order.fulfillments}
    for push in pushes:
        for line_item_id, quantity in _list_unknown_units(push, known):
            unconfirmed[line_item_id] += quantity
    return unconfirmed


def _list_unknown_units(push: FulfillmentPush, known: Collection[int]) -> Iterator[tuple[int, int]]:
    if not is_shipped(push):
        return
    yield from count_unsent(push).items()
    for planned in push.plan.fulfillments if push.plan else ():
        number = planned.fulfillment_number
        if number is not None and number not in known and not planned.cancelled:
            yield from ((line.line_item_id, line.quantity) for line in planned.request.lines)
