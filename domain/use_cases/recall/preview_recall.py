"""Shows what a recall would concern, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NoLotChosen
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.recall.affected_orders import AffectedOrder, list_affected_orders
from novex_shopify.domain.use_cases.recall.impact import Affected, RecallImpact, measure_impact
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lots, get_stock


@dataclass(frozen=True, slots=True)
class PreviewRecall:
    """Measures the impact of recalling some lots, and lists the customers that it would concern."""

    unit_of_work: UnitOfWork

    def __call__(self, keys: Sequence[LotKey]) -> RecallImpact:
        """Raises `NoLotChosen`, `NotFound` or `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return measure_impact(tx, _get_chosen(tx, keys))

    def list_orders(
        self, keys: Sequence[LotKey], affected: Affected, limit: int, after: str = ""
    ) -> Sequence[AffectedOrder]:
        """List the orders that are concerned in one way, those after a position, if given. Raises as above."""
        with self.unit_of_work.read() as tx:
            return list_affected_orders(tx, _get_chosen(tx, keys), affected, limit, after)


def _get_chosen(tx: Transaction, keys: Sequence[LotKey]) -> Sequence[Lot]:
    if not keys:
        raise NoLotChosen
    return get_lots(get_stock(tx), keys)
