"""Shows a recall: its impact as it is now, and a page of its customers with their notices."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.recall import NoticeTotals, Recall, RecalledLot
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.recall.affected_orders import AffectedOrder, list_affected_orders
from novex_shopify.domain.use_cases.recall.impact import Affected, RecallImpact, measure_impact
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.traced_orders import PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ShownRecall:
    """A recall and its lots with their outcomes. The impact is read when it is shown."""

    recall: Recall
    lots: Sequence[tuple[Lot, RecalledLot]]
    impact: RecallImpact
    notices: NoticeTotals


@dataclass(frozen=True, slots=True)
class ShowRecall:
    """Reads recalls."""

    unit_of_work: UnitOfWork

    def __call__(self, number: str) -> ShownRecall:
        """Raises `NotFound` or `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            stock, recall = get_stock(tx), get_recall(tx, number)
            lots = {lot.id: lot for lot in _get_lots(tx, recall)}
            recalled = stock.recalls.list_lots([recall.id])
            return ShownRecall(
                recall,
                [(lots[each.lot_id], each) for each in recalled],
                measure_impact(tx, list(lots.values())),
                stock.recalls.sum_notices(recall.id),
            )

    def list_orders(self, number: str, affected: Affected, limit: int, after: str = "") -> Sequence[AffectedOrder]:
        """List the orders that are concerned in one way, those after a position, if given. Raises as above."""
        with self.unit_of_work.read() as tx:
            recall = get_recall(tx, number)
            return _add_notices(tx, recall, list_affected_orders(tx, _get_lots(tx, recall), affected, limit, after))

    def iterate_orders(self, number: str, affected: Affected) -> Iterator[AffectedOrder]:
        """Read all of them, page by page."""
        after = ""
        while page := self.list_orders(number, affected, PAGE_SIZE, after):
            yield from page
            after = page[-1].position

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[tuple[Recall, Sequence[Lot]]]:
        """List the newest recalls with their lots, newest first; those before an id, if given."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            recalls = stock.recalls.list_latest(limit, before)
            recalled = stock.recalls.list_lots({recall.id for recall in recalls})
            lots = {lot.id: lot for lot in stock.lots.get_many({each.lot_id for each in recalled})}
        by_recall: dict[int, list[Lot]] = defaultdict(list)
        for each in recalled:
            by_recall[each.recall_id].append(lots[each.lot_id])
        return [(recall, by_recall[recall.id]) for recall in recalls]

    def count(self, limit: int) -> int:
        """Count recalls, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).recalls.count(limit)

    def find_by_lot(self, lot_id: int) -> Sequence[Recall]:
        """Find the recalls of a lot, newest first."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).recalls.find_by_lots([lot_id])


def get_recall(tx: Transaction, number: str) -> Recall:
    """Raises `NotFound` or `NoStockKept`."""
    recall = get_stock(tx).recalls.get(number)
    if recall is None:
        raise NotFound(f"There is no recall {number}.")
    return recall


def _get_lots(tx: Transaction, recall: Recall) -> Sequence[Lot]:
    stock = get_stock(tx)
    return stock.lots.get_many({each.lot_id for each in stock.recalls.list_lots([recall.id])})


def _add_notices(tx: Transaction, recall: Recall, orders: Sequence[AffectedOrder]) -> Sequence[AffectedOrder]:
    heads = [each.order.head for each in orders]
    customer_ids = {head.customer_id for head in heads if head.customer_id}
    notices = get_stock(tx).recalls.list_notices(recall.id, {head.id for head in heads}, customer_ids)
    return [
        AffectedOrder(
            affected.order,
            [
                each
                for each in notices
                if each.order_id == head.id or (each.customer_id and each.customer_id == head.customer_id)
            ],
        )
        for affected, head in zip(orders, heads, strict=True)
    ]
