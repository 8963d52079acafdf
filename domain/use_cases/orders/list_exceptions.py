"""Lists what a person has to decide about orders."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import LotCandidate
from novex_shopify.domain.model.order_exception import WITHOUT_RECORDED_LOT, OrderException, OrderExceptionKind
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_exceptions import is_assumed
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class ListedException:
    """An open exception with its order.

    - `assumed`: the lots of an `inferred` one, with their base units.
    - `candidates`: of units that left without a recorded lot, the lots that they may be of: what is free anywhere.
    """

    exception: OrderException
    order: SalesOrder
    assumed: Sequence[tuple[Lot, int]] = ()
    candidates: Sequence[LotCandidate] = ()

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
            return _add_lots(tx, [ListedException(each, orders[each.order_id]) for each in found])

    def count(self, limit: int, kind: OrderExceptionKind | None = None, shop: ShopDomain | None = None) -> int:
        """Count what is listed, up to `limit`. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            counts = get_stock(tx).order_exceptions.count_open()
        return min(limit, sum(each.count for each in counts if kind in (None, each.kind) and shop in (None, each.shop)))


def _add_lots(tx: Transaction, listed: Sequence[ListedException]) -> Sequence[ListedException]:
    assumed = _read_assumed(tx, [each.exception for each in listed])
    candidates = _read_candidates(tx, {item_id for each in listed if (item_id := _find_unnamed_item(each))})
    return [
        replace(
            each,
            assumed=assumed.get((each.exception.order_id, each.exception.line_item_id), ())
            if each.exception.kind is OrderExceptionKind.INFERRED
            else (),
            candidates=candidates.get(_find_unnamed_item(each) or "", ()),
        )
        for each in listed
    ]


def _find_unnamed_item(listed: ListedException) -> str | None:
    """The item of units that left without a recorded lot."""
    if listed.exception.kind not in WITHOUT_RECORDED_LOT:
        return None
    lines = (line for line in listed.order.lines if line.line_item_id == listed.exception.line_item_id)
    return next((line.item_id for line in lines), None)


def _read_candidates(tx: Transaction, item_ids: Collection[str]) -> Mapping[str, Sequence[LotCandidate]]:
    """What is free of these items, by id, newest lot last."""
    if not item_ids:
        return {}
    stock = get_stock(tx)
    lots = {lot.id: lot for lot in stock.lots.list_with_free_stock(item_ids)}
    candidates: dict[str, list[LotCandidate]] = defaultdict(list)
    for balance in stock.ledger.list_balances(lots):
        if balance.free:
            lot = lots[balance.lot_id]
            candidates[lot.item_id].append(LotCandidate(lot, balance.location_id, balance.free))
    return candidates


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
