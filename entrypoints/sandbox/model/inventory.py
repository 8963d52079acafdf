"""Inventory items and their levels: how many units of each state a location has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

LevelKey = tuple[int, int]
"""The ids of an inventory item and a location."""


class QuantityName(StrEnum):
    """Shopify's names of quantities; `on_hand` is the sum of the units that are at the location."""

    AVAILABLE = "available"
    COMMITTED = "committed"
    DAMAGED = "damaged"
    INCOMING = "incoming"
    ON_HAND = "on_hand"
    QUALITY_CONTROL = "quality_control"
    RESERVED = "reserved"
    SAFETY_STOCK = "safety_stock"


ON_HAND_PARTS = (
    QuantityName.AVAILABLE,
    QuantityName.COMMITTED,
    QuantityName.DAMAGED,
    QuantityName.QUALITY_CONTROL,
    QuantityName.RESERVED,
    QuantityName.SAFETY_STOCK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryItem:
    id: int
    variant_id: int
    product_id: int
    tracked: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLevel:
    """The quantities of an item at a location; `on_hand` is not stored, because it follows from the others."""

    id: int
    inventory_item_id: int
    location_id: int
    quantities: Mapping[QuantityName, int]
    created_at: datetime
    updated_at: datetime
    is_active: bool = True

    @property
    def key(self) -> LevelKey:
        return self.inventory_item_id, self.location_id

    def count(self, name: QuantityName) -> int:
        if name is QuantityName.ON_HAND:
            return sum(self.quantities.get(part, 0) for part in ON_HAND_PARTS)
        return self.quantities.get(name, 0)

    def change(self, changes: Mapping[QuantityName, int], now: datetime) -> "InventoryLevel":
        """Add to quantities. A change of `on_hand` is one of what is available, as when a person counts."""
        quantities = dict(self.quantities)
        for name, delta in changes.items():
            part = QuantityName.AVAILABLE if name is QuantityName.ON_HAND else name
            quantities[part] = quantities.get(part, 0) + delta
        return replace(self, quantities=quantities, updated_at=now)


@dataclass(frozen=True, slots=True)
class QuantityChange:
    key: LevelKey
    name: QuantityName
    delta: int
    quantity_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentGroup:
    id: int
    reason: str
    reference_document_uri: str | None
    created_at: datetime
    changes: tuple[QuantityChange, ...]


@dataclass(slots=True, kw_only=True)
class IdempotentRequest:
    """A request by its key; `is_answered` is False while Shopify still works on it."""

    fingerprint: str
    requested_at: datetime
    is_answered: bool = False
    has_failed: bool = False
    result: AdjustmentGroup | None = None


@dataclass(slots=True)
class Inventory:
    """`committed` has the units of each open order by level. Keys of idempotent requests are in `requests`."""

    items: dict[int, InventoryItem] = field(default_factory=dict)
    item_ids_by_variant: dict[int, int] = field(default_factory=dict)
    levels: dict[LevelKey, InventoryLevel] = field(default_factory=dict)
    committed: dict[int, Counter[LevelKey]] = field(default_factory=dict)
    requests: dict[str, IdempotentRequest] = field(default_factory=dict)

    def find_item_of_variant(self, variant_id: int | None) -> InventoryItem | None:
        return self.items.get(self.item_ids_by_variant.get(variant_id or 0, 0))

    def save_item(self, item: InventoryItem) -> None:
        self.items[item.id] = item
        self.item_ids_by_variant[item.variant_id] = item.id

    def save_level(self, level: InventoryLevel) -> None:
        self.levels[level.key] = level

    def iter_active_levels(self, item_id: int, location_ids: Mapping[int, object]) -> Iterator[InventoryLevel]:
        """List the levels at which the item is stocked, in the order of the locations."""
        levels = (self.levels.get((item_id, location_id)) for location_id in location_ids)
        return (level for level in levels if level and level.is_active)

    def delete_item(self, item: InventoryItem, location_ids: Mapping[int, object]) -> None:
        """Delete an item with its levels."""
        del self.items[item.id]
        self.item_ids_by_variant.pop(item.variant_id, None)
        for location_id in location_ids:
            self.levels.pop((item.id, location_id), None)
