"""Which units come back to the warehouse, by the refunds that say so."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.warehouse_return import (
    AWAITED_BY_SETTLING,
    ReturnedLot,
    WarehouseReturn,
    WarehouseReturnState,
)

_RETURN = "return"
_COMES_BACK = frozenset({_RETURN, "legacy_restock"})


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What is expected back; `too_much` is what Shopify says came back and never left, by line item."""

    expected: Sequence[WarehouseReturn]
    too_much: Mapping[int, int]


def plan_returns(
    order: SalesOrder,
    lines: Iterable[LineStock],
    assignments: Sequence[Assignment],
    known: Sequence[WarehouseReturn],
    stock_since: datetime,
) -> ReturnPlan:
    """Plan the returns of an order: one for each line of each refund, never more than has left.

    Returns that a person has received or given up stay as they are. Each that is still expected has a proposal of lots,
    from what was shipped for its line and is not proposed for another one. One of which nothing is shipped any more is
    not expected until something is.
    """
    shipped = {line.line_item_id: (line.item_id, line.shipped) for line in lines}
    by_cause = {each.cause: each for each in known}
    room, too_much = Counter({key: quantity for key, (_, quantity) in shipped.items()}), Counter[int]()
    pool = [each for each in assignments if each.state is AssignmentState.SHIPPED]
    taken = Counter[int]()
    expected = []
    for refunded_at, cause, line_item_id, quantity, certain in _list_refunded(order, stock_since):
        item_id, _ = shipped.get(line_item_id, (None, 0))
        allowed = min(quantity, room[line_item_id])
        room[line_item_id] -= allowed
        too_much[line_item_id] += min(certain, quantity - allowed)
        before = by_cause.get(cause)
        if before and before.state not in AWAITED_BY_SETTLING:
            continue
        if item_id is None or (before is None and not allowed):
            continue
        lots = _propose([each for each in pool if each.line_item_id == line_item_id], allowed, taken)
        new = before or WarehouseReturn(0, order.id or "", line_item_id, item_id, allowed, cause, refunded_at)
        state = WarehouseReturnState.EXPECTED if allowed else WarehouseReturnState.NOT_SHIPPED
        expected.append(replace(new, quantity=allowed or new.quantity, lots=lots, state=state))
    return ReturnPlan(expected, {key: quantity for key, quantity in too_much.items() if quantity})


def _list_refunded(order: SalesOrder, since: datetime) -> Iterable[tuple[datetime, str, int, int, int]]:
    """When, cause, line item, base units that come back, and how many of them must have left; the oldest first.

    Old refunds say `legacy_restock`, also of units that never left.
    """
    pieces = {line.line_item_id: line.pieces for line in order.lines}
    for refund in sorted(order.refunds, key=lambda each: (each.refunded_at, each.id)):
        if refund.refunded_at < since:
            continue
        quantities, certain = Counter[int](), Counter[int]()
        for line in refund.lines:
            units = line.quantity * pieces.get(line.line_item_id, 1)
            if line.restock_type in _COMES_BACK:
                quantities[line.line_item_id] += units
            if line.restock_type == _RETURN:
                certain[line.line_item_id] += units
        for line_item_id, quantity in sorted(quantities.items()):
            cause = f"refund:{refund.id}:{line_item_id}"
            yield refund.refunded_at, cause, line_item_id, quantity, certain[line_item_id]


def _propose(shipped: Iterable[Assignment], quantity: int, taken: Counter[int]) -> tuple[ReturnedLot, ...]:
    """Take units of assignments, by id; `taken` has what other returns have of them, and gets what this one takes."""
    lots: dict[tuple[int, int], int] = {}
    for each in shipped:
        part = min(quantity, each.quantity - taken[each.id])
        if part > 0:
            taken[each.id] += part
            quantity -= part
            key = (each.lot_id, each.location_id)
            lots[key] = lots.get(key, 0) + part
    return tuple(ReturnedLot(*key, part) for key, part in lots.items())
