"""Inventory items and levels: created with variants, changed, connected to locations and deleted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from novex_shopify.entrypoints.sandbox.model.inventory import InventoryItem, InventoryLevel, LevelKey, QuantityName
from novex_shopify.entrypoints.sandbox.model.resources import Variant
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.inventory import build_item_event, build_level_event

SEED_STOCK = 500
"""Units of a new variant at its location."""


def stock_variant(
    shop: Shop, variant: Variant, location_id: int, now: datetime, *, tracked: bool = True
) -> list[WebhookEvent]:
    """Create the inventory item of a new variant, stocked at one location."""
    item = InventoryItem(
        id=variant.inventory_item_id,
        variant_id=variant.id,
        product_id=variant.product_id,
        tracked=tracked,
        created_at=now,
        updated_at=now,
    )
    shop.inventory.save_item(item)
    level = _create_level(shop, (item.id, location_id), now)
    shop.inventory.save_level(level.change({QuantityName.AVAILABLE: SEED_STOCK}, now))
    return [build_item_event("create", item, variant), build_level_event("connect", level)]


def remove_variant_stock(shop: Shop, variant: Variant) -> list[WebhookEvent]:
    """Delete the inventory item of a deleted variant."""
    item = shop.inventory.items[variant.inventory_item_id]
    shop.inventory.delete_item(item, shop.locations)
    return [build_item_event("delete", item, variant)]


def set_tracked(shop: Shop, item: InventoryItem, now: datetime, *, tracked: bool) -> list[WebhookEvent]:
    changed = replace(item, tracked=tracked, updated_at=now)
    shop.inventory.save_item(changed)
    return [build_item_event("update", changed, shop.get_variant_of_item(changed))]


def change_level(shop: Shop, key: LevelKey, changes: Mapping[QuantityName, int], now: datetime) -> WebhookEvent:
    """Add to quantities of a level; an item that is not stocked at the location is stocked there from now on.

    Shopify does not document which quantities send inventory_levels/update; here each does.
    """
    level = shop.inventory.levels.get(key) or _create_level(shop, key, now)
    level = replace(level, is_active=True).change(changes, now)
    shop.inventory.save_level(level)
    return build_level_event("update", level)


def connect_level(shop: Shop, key: LevelKey, now: datetime) -> list[WebhookEvent]:
    """Stock an item at a location, if it is not yet."""
    level = shop.inventory.levels.get(key)
    if level and level.is_active:
        return []
    level = replace(level, is_active=True, updated_at=now) if level else _create_level(shop, key, now)
    shop.inventory.save_level(level)
    return [build_level_event("connect", level)]


def disconnect_level(shop: Shop, level: InventoryLevel, now: datetime) -> list[WebhookEvent]:
    """Stop stocking an item at a location; its units there are gone."""
    inactive = replace(level, is_active=False, quantities={}, updated_at=now)
    shop.inventory.save_level(inactive)
    return [build_level_event("disconnect", inactive)]


def _create_level(shop: Shop, key: LevelKey, now: datetime) -> InventoryLevel:
    return InventoryLevel(
        id=shop.ids.next_id(),
        inventory_item_id=key[0],
        location_id=key[1],
        quantities={},
        created_at=now,
        updated_at=now,
    )
