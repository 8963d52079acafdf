"""Shows what a recall would concern, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NoLotChosen
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.recall.impact import RecallImpact, measure_impact
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lots, get_stock


@dataclass(frozen=True, slots=True)
class PreviewRecall:
    """Measures the impact of recalling some lots."""

    unit_of_work: UnitOfWork

    def __call__(self, keys: Sequence[LotKey]) -> RecallImpact:
        """Raises `NoLotChosen`, `NotFound` or `NoStockKept`."""
        if not keys:
            raise NoLotChosen
        with self.unit_of_work.read() as tx:
            return measure_impact(tx, get_lots(get_stock(tx), keys))
