"""Sets quantities of inventory levels: all of them, or none if one is refused, as Shopify does."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.entrypoints.sandbox.clock import truncate_to_second
from novex_shopify.entrypoints.sandbox.errors import InventoryRefused, InventoryUserError
from novex_shopify.entrypoints.sandbox.inventory.stocking import change_level
from novex_shopify.entrypoints.sandbox.model.inventory import AdjustmentGroup, LevelKey, QuantityChange, QuantityName
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent

MAX_QUANTITY = 1_000_000_000
SETTABLE_NAMES = (QuantityName.AVAILABLE, QuantityName.ON_HAND)
REASONS = frozenset(
    (
        "correction",
        "cycle_count_available",
        "damaged",
        "movement_canceled",
        "movement_created",
        "movement_received",
        "movement_updated",
        "other",
        "promotion",
        "quality_control",
        "received",
        "reservation_created",
        "reservation_deleted",
        "reservation_updated",
        "restock",
        "safety_stock",
        "shrinkage",
    )
)
REFERENCE_DOCUMENT = re.compile(r"gid://[^/\s]+/[^/\s]+/\S+|(?!gid:)[a-z][a-z0-9+.\-]*:(//)?\S+", re.IGNORECASE)

RowError = tuple[str, str, str]
"""Why a row is refused: code, message and field."""


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """The quantity of one level; without `change_from` it is not compared. None stands for an id that is malformed."""

    item_id: int | None
    location_id: int | None
    quantity: int
    change_from: int | None

    @property
    def key(self) -> LevelKey:
        return self.item_id or 0, self.location_id or 0


@dataclass(frozen=True, slots=True)
class SetQuantities:
    name: str
    reason: str
    reference_document_uri: str | None
    rows: Sequence[QuantityRow]


def set_quantities(shop: Shop, request: SetQuantities) -> tuple[AdjustmentGroup | None, list[WebhookEvent]]:
    """Set every row. Returns no group if nothing changed; raises `InventoryRefused` with an error for each bad row."""
    errors = [*_find_input_errors(request), *_find_row_errors(shop, request)]
    if errors:
        raise InventoryRefused(errors)
    now, name = truncate_to_second(shop.clock()), QuantityName(request.name)
    changes, events = [], []
    for row in request.rows:
        delta = row.quantity - _count(shop, row.key, name)
        if delta:
            events.append(change_level(shop, row.key, {name: delta}, now))
            level = shop.inventory.levels[row.key]
            changes += [QuantityChange(row.key, each, delta, level.count(each)) for each in SETTABLE_NAMES]
    if not changes:
        return None, []
    return AdjustmentGroup(
        id=shop.ids.next_id(),
        reason=request.reason,
        reference_document_uri=request.reference_document_uri,
        created_at=now,
        changes=tuple(changes),
    ), events


def _find_input_errors(request: SetQuantities) -> Iterator[InventoryUserError]:
    if request.name not in SETTABLE_NAMES:
        message = "The quantity name must be either 'available' or 'on_hand'."
        yield InventoryUserError("INVALID_NAME", message, ("input", "name"))
    if request.reason not in REASONS:
        yield InventoryUserError("INVALID_REASON", "The specified reason is invalid.", ("input", "reason"))
    uri = request.reference_document_uri
    if uri is not None and not REFERENCE_DOCUMENT.fullmatch(uri):
        message = "The specified reference document is invalid."
        yield InventoryUserError("INVALID_REFERENCE_DOCUMENT", message, ("input", "referenceDocumentUri"))


def _find_row_errors(shop: Shop, request: SetQuantities) -> Iterator[InventoryUserError]:
    uses = Counter(row.key for row in request.rows)
    for index, row in enumerate(request.rows):
        found = shop.take_inventory_refusal(index) or _find_row_error(shop, request.name, row, uses[row.key])
        if found:
            code, message, field = found
            yield InventoryUserError(code, message, ("input", "quantities", str(index), field))


def _find_row_error(shop: Shop, name: str, row: QuantityRow, uses: int) -> RowError | None:
    return _find_level_error(shop, row, uses) or _find_quantity_error(shop, name, row)


def _find_level_error(shop: Shop, row: QuantityRow, uses: int) -> RowError | None:
    item, location = shop.inventory.items.get(row.item_id or 0), shop.locations.get(row.location_id or 0)
    if item is None:
        return "INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.", "inventoryItemId"
    if location is None or not location.is_active or location.is_fulfillment_service:
        return "INVALID_LOCATION", "The specified location could not be found.", "locationId"
    if shop.get_variant_of_item(item).requires_components:
        message = "The specified inventory item is not allowed to be adjusted via API."
        return "NON_MUTABLE_INVENTORY_ITEM", message, "inventoryItemId"
    if uses > 1:
        message = "The combination of inventoryItemId and locationId must be unique."
        return "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", message, "locationId"
    return None


def _find_quantity_error(shop: Shop, name: str, row: QuantityRow) -> RowError | None:
    if row.quantity < 0:
        return "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative.", "quantity"
    if row.quantity > MAX_QUANTITY:
        return "INVALID_QUANTITY_TOO_HIGH", "The total quantity can't be higher than 1,000,000,000.", "quantity"
    if name in SETTABLE_NAMES and row.change_from not in (None, _count(shop, row.key, QuantityName(name))):
        message = "The changeFromQuantity value does not match persisted value."
        return "CHANGE_FROM_QUANTITY_STALE", message, "changeFromQuantity"
    return None


def _count(shop: Shop, key: LevelKey, name: QuantityName) -> int:
    level = shop.inventory.levels.get(key)
    return level.count(name) if level else 0
