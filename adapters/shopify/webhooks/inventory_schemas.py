"""Webhook bodies of stock, as far as they are read."""

from typing import Any

import msgspec

from novex_shopify.adapters.shopify.field_types import ShopifyId


class InventoryLevel(msgspec.Struct):
    """`inventory_levels/*`. The body of a disconnected level has the two ids only."""

    inventory_item_id: ShopifyId
    location_id: ShopifyId
    available: int | None = None
    admin_graphql_api_id: Any = None


class InventoryItem(msgspec.Struct):
    """`inventory_items/*`."""

    id: ShopifyId
    tracked: bool | None = None
