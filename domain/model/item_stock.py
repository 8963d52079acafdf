"""How much of an item is in the warehouse, over all its lots."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto


@dataclass(frozen=True, slots=True)
class ItemStock:
    """Sums over the lots of an item, in whole base units.

    - `unusable`: what of `free` may not be assigned, because its lot is quarantined, recalled or expired.
    - `expiring`: what is on hand of lots that are good until the asked day at most, or have expired.
    - `first_expiry`: the first date of what is on hand.
    - `lots`: how many lots are on hand.
    """

    item_id: str
    free: int
    assigned: int
    held: int
    unusable: int = 0
    expiring: int = 0
    first_expiry: date | None = None
    lots: int = 0

    @property
    def on_hand(self) -> int:
        return self.free + self.assigned + self.held


class StockView(StrEnum):
    """Which items are listed: what is on hand, a part of it, or all that have ever had a lot."""

    IN_STOCK = auto()
    EXPIRING = auto()
    UNUSABLE = auto()
    HELD = auto()
    ALL = auto()

    def includes(self, stock: ItemStock) -> bool:
        parts = {
            StockView.IN_STOCK: stock.on_hand,
            StockView.EXPIRING: stock.expiring,
            StockView.UNUSABLE: stock.unusable,
            StockView.HELD: stock.held,
        }
        return self is StockView.ALL or parts[self] > 0


@dataclass(frozen=True, slots=True)
class ItemStockFilter:
    """Which items, and what of them. None is any item or place; days are those of the warehouse."""

    today: date
    expires_until: date
    view: StockView = StockView.IN_STOCK
    item_ids: Collection[str] | None = None
    location_id: int | None = None
