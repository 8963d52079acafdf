"""Shows one lot: where it is, and everything that was done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.lot_trace import OrderHead
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.list_lots import ListedLot, add_balances
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class ShownLot:
    """A lot with a page of its ledger, newest entries first, and by id the orders of the entries and all locations."""

    listed: ListedLot
    entries: Sequence[LedgerEntry]
    locations: Mapping[int, StorageLocation]
    orders: Mapping[str, OrderHead]


@dataclass(frozen=True, slots=True)
class ShowLot:
    """Reads a lot and its ledger."""

    unit_of_work: UnitOfWork

    def __call__(self, lot_id: int, limit: int, before_id: int | None = None) -> ShownLot:
        """Show a lot with the newest entries, or those before an entry. Raises `NotFound` or `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            found = stock.lots.get_many([lot_id])
            if not found:
                raise NotFound(f"There is no lot with the number {lot_id}.")
            (listed,) = add_balances(tx, found)
            entries = stock.ledger.list_entries(lot_id, limit, before_id)
            orders = stock.traces.get_heads({each.movement.order_id for each in entries if each.movement.order_id})
            return ShownLot(listed, entries, {each.id: each for each in stock.locations.list_all()}, orders)
