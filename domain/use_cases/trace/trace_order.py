"""Traces an order: which lots each of its lines got."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.traced_orders import TracedUnits, read_orders


@dataclass(frozen=True, slots=True)
class LineLot:
    """Units of a lot on a line."""

    lot: Lot
    units: TracedUnits


@dataclass(frozen=True, slots=True)
class TracedLine:
    """A line of the order, its lots, and how many units of it left without one."""

    line: SalesOrderLine
    lots: Sequence[LineLot]
    untraced: int = 0


@dataclass(frozen=True, slots=True)
class OrderTrace:
    """An order, line by line."""

    order: SalesOrder
    lines: Sequence[TracedLine]


@dataclass(frozen=True, slots=True)
class TraceOrder:
    """Reads the lots of an order."""

    unit_of_work: UnitOfWork

    def __call__(self, order_id: str) -> OrderTrace:
        """Trace by the ERP's id. Raises `NotFound` or `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return trace_order(tx, order_id)


def trace_order(tx: Transaction, order_id: str) -> OrderTrace:
    """Trace in the caller's transaction. Raises as `TraceOrder`."""
    stock, order = get_stock(tx), tx.erp.orders.get(order_id)
    if order is None:
        raise NotFound(f"The ERP has no order {order_id}.")
    assignments = stock.assignments.list_by_orders([order_id])
    lot_ids = {each.lot_id for each in assignments if each.state is not AssignmentState.RELEASED}
    lots = {lot.id: lot for lot in stock.lots.get_many(lot_ids)}
    units = [each for traced in read_orders(tx, lot_ids, [order_id]) for each in traced.units]
    exceptions = stock.order_exceptions.list_by_orders([order_id])
    lines = [line for line in order.lines if line.kind is LineKind.ITEM]
    return OrderTrace(order, [_build_line(line, units, lots, exceptions) for line in lines])


def _build_line(
    line: SalesOrderLine, units: Sequence[TracedUnits], lots: dict[int, Lot], exceptions: Sequence[OrderException]
) -> TracedLine:
    own = [each for each in units if _is_of(each.assignment, line)]
    untraced = (
        each.quantity
        for each in exceptions
        if each.kind is OrderExceptionKind.UNTRACED
        and each.closed_at is None
        and each.line_item_id == line.line_item_id
    )
    return TracedLine(line, [LineLot(lots[each.assignment.lot_id], each) for each in own], sum(untraced))


def _is_of(assignment: Assignment, line: SalesOrderLine) -> bool:
    return assignment.line_item_id == line.line_item_id
