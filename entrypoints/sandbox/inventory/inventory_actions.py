"""What people do to stock in Shopify's admin: count, stock at a location, track, and manage locations."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp, truncate_to_second
from novex_shopify.entrypoints.sandbox.errors import InvalidInput, NotFound
from novex_shopify.entrypoints.sandbox.inventory.stocking import (
    change_level,
    connect_level,
    disconnect_level,
    set_tracked,
)
from novex_shopify.entrypoints.sandbox.model.inventory import InventoryItem, InventoryLevel, LevelKey, QuantityName
from novex_shopify.entrypoints.sandbox.model.resources import Location
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.inventory import build_location_event
from novex_shopify.entrypoints.sandbox.payloads.products import build_product_payload
from novex_shopify.entrypoints.sandbox.requests import LocationRequest


def count_stock(
    shop: Shop, key: LevelKey, counted: Mapping[QuantityName, int]
) -> tuple[InventoryLevel, list[WebhookEvent]]:
    """Set quantities as a person counted them; an item that is not stocked at the location is from now on."""
    _get_item(shop, key[0])
    get_location(shop, key[1])
    now = truncate_to_second(shop.clock())
    events = connect_level(shop, key, now)
    for name, quantity in counted.items():
        delta = quantity - shop.inventory.levels[key].count(name)
        if delta:
            events.append(change_level(shop, key, {name: delta}, now))
    return shop.inventory.levels[key], events


def stop_stocking(shop: Shop, key: LevelKey) -> tuple[InventoryLevel, list[WebhookEvent]]:
    events = disconnect_level(shop, get_stocked_level(shop, key), truncate_to_second(shop.clock()))
    return shop.inventory.levels[key], events


def change_tracked(shop: Shop, item_id: int, *, tracked: bool) -> tuple[InventoryItem, list[WebhookEvent]]:
    """Switch on or off whether the item's stock is tracked; Shopify announces its product too."""
    item = _get_item(shop, item_id)
    events = set_tracked(shop, item, compute_next_timestamp(item.updated_at, shop.clock()), tracked=tracked)
    product = shop.products[item.product_id]
    product = replace(product, updated_at=compute_next_timestamp(product.updated_at, shop.clock()))
    shop.products[product.id] = product
    events.append(WebhookEvent("products/update", product.id, build_product_payload(shop, product)))
    return shop.inventory.items[item_id], events


def add_location(shop: Shop, request: LocationRequest) -> tuple[Location, list[WebhookEvent]]:
    now = truncate_to_second(shop.clock())
    location = Location(
        id=shop.ids.next_id(),
        name=request.name,
        address1="Hafenstraße 1",
        city="Hamburg",
        zip="20457",
        country="Germany",
        country_code="DE",
        phone="+4940555099",
        created_at=now,
        updated_at=now,
        is_fulfillment_service=request.fulfillment_service,
    )
    shop.locations[location.id] = location
    return location, [build_location_event("create", location)]


def change_location(shop: Shop, location_id: int, changes: dict[str, Any]) -> tuple[Location, list[WebhookEvent]]:
    """Rename, activate or deactivate a location."""
    before = get_location(shop, location_id)
    location = replace(before, **changes, updated_at=compute_next_timestamp(before.updated_at, shop.clock()))
    shop.locations[location_id] = location
    events = [build_location_event("update", location)]
    if location.is_active is not before.is_active:
        events.append(build_location_event("activate" if location.is_active else "deactivate", location))
    return location, events


def delete_location(shop: Shop, location_id: int) -> tuple[Location, list[WebhookEvent]]:
    """Raises `InvalidInput` for an active location, or one that orders still name, as Shopify does."""
    location = get_location(shop, location_id)
    if location.is_active:
        raise InvalidInput(f"{location.name} is active: deactivate it before you delete it")
    if any(line.location_id == location_id for order in shop.orders.values() for line in order.lines):
        raise InvalidInput(f"{location.name} has orders, so it cannot be deleted")
    del shop.locations[location_id]
    for key in [key for key in shop.inventory.levels if key[1] == location_id]:
        del shop.inventory.levels[key]
    return location, [build_location_event("delete", location)]


def get_stocked_level(shop: Shop, key: LevelKey) -> InventoryLevel:
    level = shop.inventory.levels.get(key)
    if level is None or not level.is_active:
        raise NotFound(f"{shop.domain} does not stock the inventory item {key[0]} at the location {key[1]}")
    return level


def get_location(shop: Shop, location_id: int) -> Location:
    if location_id not in shop.locations:
        raise NotFound(f"{shop.domain} has no location with the id {location_id}")
    return shop.locations[location_id]


def _get_item(shop: Shop, item_id: int) -> InventoryItem:
    if item_id not in shop.inventory.items:
        raise NotFound(f"{shop.domain} has no inventory item with the id {item_id}")
    return shop.inventory.items[item_id]
