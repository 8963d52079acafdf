"""Lists what arrived last."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_location_names, get_stock


@dataclass(frozen=True, slots=True)
class ListedReceipt:
    """A receipt with its lot, its item (None if the catalog does not have it any more), and the location's name."""

    entry: LedgerEntry
    lot: Lot
    item: Item | None
    location: str


@dataclass(frozen=True, slots=True)
class ListReceipts:
    """Reads the newest receipts."""

    unit_of_work: UnitOfWork

    def __call__(self, limit: int) -> Sequence[ListedReceipt]:
        """List receipts, newest first. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            entries = stock.overview.list_receipts(limit)
            lots = {lot.id: lot for lot in stock.lots.get_many({entry.movement.lot_id for entry in entries})}
            items = tx.erp.catalog.get_many({lot.item_id for lot in lots.values()})
            names = get_location_names(stock)
        return [
            ListedReceipt(entry, lot, items.get(lot.item_id), names[entry.movement.location_id])
            for entry in entries
            for lot in [lots[entry.movement.lot_id]]
        ]
