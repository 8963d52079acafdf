"""Responses of the control API about locations and stock."""

from typing import Any

from novex_shopify.entrypoints.sandbox.model.inventory import InventoryItem, InventoryLevel, QuantityName
from novex_shopify.entrypoints.sandbox.model.resources import Location
from novex_shopify.entrypoints.sandbox.model.shop import Shop

JsonObject = dict[str, Any]


def serialize_level(shop: Shop, level: InventoryLevel) -> JsonObject:
    item = shop.inventory.items[level.inventory_item_id]
    return {
        "inventory_item_id": level.inventory_item_id,
        "location_id": level.location_id,
        "location": shop.locations[level.location_id].name,
        "variant_id": item.variant_id,
        "sku": shop.get_variant_of_item(item).sku,
        "tracked": item.tracked,
        "is_active": level.is_active,
        "quantities": {name.value: level.count(name) for name in QuantityName},
    }


def serialize_item(item: InventoryItem) -> JsonObject:
    return {"id": item.id, "variant_id": item.variant_id, "product_id": item.product_id, "tracked": item.tracked}


def serialize_location(location: Location) -> JsonObject:
    return {
        "id": location.id,
        "name": location.name,
        "is_active": location.is_active,
        "fulfillment_service": location.is_fulfillment_service,
    }
