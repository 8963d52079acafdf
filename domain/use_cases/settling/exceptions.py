"""Opens exceptions of an order, and closes those whose cause is gone."""

from collections.abc import Mapping
from datetime import datetime

from novex_shopify.domain.model.order_exception import PARCEL_EXCEPTIONS, OrderException, OrderExceptionKind
from novex_shopify.domain.policies.order_exceptions import (
    ExceptionKey,
    find_line_exceptions,
    find_over_shipped,
    find_packed,
    find_short,
    list_to_close,
    list_to_open,
)
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.policies.settlement import sum_lacks
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.settling.due_order import DueOrder
from novex_shopify.domain.use_cases.stock.records import get_stock

_CAUSE_IS_GONE = "The cause is gone."


def record_exceptions(tx: Transaction, due: DueOrder, too_much: Mapping[int, int], now: datetime) -> None:
    """Have those open that the order has now. `too_much` came back and never left, by line item."""
    found, exceptions, order_id = _find_all(due, too_much), get_stock(tx).order_exceptions, due.locked.state.order_id
    known = [each for each in due.exceptions if each.kind not in PARCEL_EXCEPTIONS]
    for (line_item_id, kind), quantity in list_to_open(found, known).items():
        exceptions.open(OrderException(0, order_id, line_item_id, kind, quantity, now))
    if gone := list_to_close(found, known):
        exceptions.close(gone, _CAUSE_IS_GONE, now)


def _find_all(due: DueOrder, too_much: Mapping[int, int]) -> Mapping[ExceptionKey, int]:
    lines, is_cancelled = due.locked.lines, is_order_cancelled(due.locked.order)
    return {
        **find_line_exceptions(lines, due.locked.assignments),
        **({} if is_cancelled else find_over_shipped(lines)),
        **(find_short(lines) if due.is_assigned_automatically else {}),
        **(find_packed(due.departures) if is_cancelled else {}),
        **{(line, OrderExceptionKind.UNTRACED): quantity for line, quantity in sum_lacks(due.lacks).items()},
        **{(line, OrderExceptionKind.RETURNED_TOO_MUCH): quantity for line, quantity in too_much.items()},
    }
