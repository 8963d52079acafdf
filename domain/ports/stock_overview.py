"""Sums of the stock, for the people who look after it."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.item_stock import ItemStock, ItemStockFilter
from novex_shopify.domain.model.stock import LedgerEntry


class StockOverview(Protocol):
    """What of each item is there, and what arrived last."""

    def list_items(self, wanted: ItemStockFilter, limit: int, after: str | None = None) -> Sequence[ItemStock]:
        """List items that have had lots, by id; those after an id, if given."""
        ...

    def count_items(self, wanted: ItemStockFilter, limit: int) -> int:
        """Count items, up to `limit`."""
        ...

    def list_receipts(self, limit: int) -> Sequence[LedgerEntry]:
        """List what was received or produced last, newest first."""
        ...
