"""Lists what a person has to decide about orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_exceptions import is_assumed
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class ListedException:
    """An open exception with its order. `assumed` are the lots of an `inferred` one, with their base units."""

    exception: OrderException
    order: SalesOrder
    assumed: Sequence[tuple[Lot, int]] = ()

    @property
    def line_title(self) -> str:
        """Empty for one of the whole order, and of a line that the order does not have any more."""
        lines = (line for line in self.order.lines if line.line_item_id == self.exception.line_item_id != 0)
        return next((line.title for line in lines), "")


@dataclass(frozen=True, slots=True)
class ListExceptions:
    """Reads open exceptions, their orders and lots, each of a page by one query."""

    unit_of_work: UnitOfWork

    def __call__(
        self,
        limit: int,
        kind: OrderExceptionKind | None = None,
        shop: ShopDomain | None = None,
        *,
        after: int | None = None,
    ) -> Sequence[ListedException]:
        """List open exceptions, oldest first; those after an id, if given. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            found = get_stock(tx).order_exceptions.list_open(limit, kind, after, shop=shop)
            orders = tx.erp.orders.get_by_ids({each.order_id for each in found})
            assumed = _read_assumed(tx, found)
        return [
            ListedException(each, orders[each.order_id], assumed.get((each.order_id, each.line_item_id), ()))
            if each.kind is OrderExceptionKind.INFERRED
            else ListedException(each, orders[each.order_id])
            for each in found
        ]

    def count(self, limit: int, kind: OrderExceptionKind | None = None, shop: ShopDomain | None = None) -> int:
        """Count what is listed, up to `limit`. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            counts = get_stock(tx).order_exceptions.count_open()
        return min(limit, sum(each.count for each in counts if kind in (None, each.kind) and shop in (None, each.shop)))


def list_assumed(assignments: Sequence[Assignment], line_item_id: int) -> Sequence[Assignment]:
    """The assignments of a line whose lot is assumed, also those that came back from the customer."""
    states = (AssignmentState.SHIPPED, AssignmentState.RETURNED)
    assumed = [each for each in assignments if each.inferred and each.state in states]
    return [each for each in assumed if each.line_item_id == line_item_id]


def _read_assumed(
    tx: Transaction, exceptions: Sequence[OrderException]
) -> Mapping[tuple[str, int], Sequence[tuple[Lot, int]]]:
    order_ids = {each.order_id for each in exceptions if each.kind is OrderExceptionKind.INFERRED}
    if not order_ids:
        return {}
    stock = get_stock(tx)
    assignments = [each for each in stock.assignments.list_by_orders(order_ids) if is_assumed(each)]
    lots = {lot.id: lot for lot in stock.lots.get_many({each.lot_id for each in assignments})}
    assumed: dict[tuple[str, int], list[tuple[Lot, int]]] = defaultdict(list)
    for each in assignments:
        assumed[each.order_id, each.line_item_id].append((lots[each.lot_id], each.quantity))
    return assumed
