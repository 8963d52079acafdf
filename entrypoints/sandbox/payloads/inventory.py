"""Inventory items, levels and locations in webhook payloads.

The body of inventory_levels/update is Shopify's schema; the others are as shopify.dev shows them.
"""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.inventory import InventoryItem, InventoryLevel, QuantityName
from novex_shopify.entrypoints.sandbox.model.resources import Location, Variant
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent


def build_level_gid(level: InventoryLevel) -> str:
    """Build the gid of a level, which names its item in a query."""
    return f"{build_gid('InventoryLevel', level.id)}?inventory_item_id={level.inventory_item_id}"


def build_level_event(action: str, level: InventoryLevel) -> WebhookEvent:
    """Build the event of inventory_levels/update, connect or disconnect."""
    about: dict[str, Any] = {"inventory_item_id": level.inventory_item_id, "location_id": level.location_id}
    if action != "disconnect":
        about |= {
            "available": level.count(QuantityName.AVAILABLE),
            "updated_at": format_shop_time(level.updated_at),
            "admin_graphql_api_id": build_level_gid(level),
        }
    return WebhookEvent(f"inventory_levels/{action}", f"{level.inventory_item_id}-{level.location_id}", about)


def build_item_event(action: str, item: InventoryItem, variant: Variant) -> WebhookEvent:
    """Build the event of inventory_items/create, update or delete; the last has nothing but the id."""
    about: dict[str, Any] = {"id": item.id, "admin_graphql_api_id": build_gid("InventoryItem", item.id)}
    if action != "delete":
        about |= {
            "sku": variant.sku,
            "created_at": format_shop_time(item.created_at),
            "updated_at": format_shop_time(item.updated_at),
            "requires_shipping": True,
            "cost": None,
            "country_code_of_origin": None,
            "province_code_of_origin": None,
            "harmonized_system_code": None,
            "tracked": item.tracked,
            "country_harmonized_system_codes": [],
        }
    return WebhookEvent(f"inventory_items/{action}", item.id, about)


def build_location_event(action: str, location: Location) -> WebhookEvent:
    """Build the event of locations/create, update, activate, deactivate or delete, which has nothing but the id."""
    about: dict[str, Any] = {"id": location.id}
    if action != "delete":
        about |= {
            "name": location.name,
            "address1": location.address1,
            "address2": None,
            "city": location.city,
            "zip": location.zip,
            "province": None,
            "country": location.country_code,
            "phone": location.phone,
            "created_at": format_shop_time(location.created_at),
            "updated_at": format_shop_time(location.updated_at),
            "country_code": location.country_code,
            "country_name": location.country,
            "province_code": None,
            "legacy": location.is_fulfillment_service,
            "active": location.is_active,
            "admin_graphql_api_id": build_gid("Location", location.id),
        }
    return WebhookEvent(f"locations/{action}", location.id, about)
