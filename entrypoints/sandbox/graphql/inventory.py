"""Resolvers of inventory items and levels."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.search import filter_by_query
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, build_location_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.inventory import (
    ON_HAND_PARTS,
    InventoryItem,
    InventoryLevel,
    QuantityName,
)
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.payloads.inventory import build_level_gid

ITEM_SCOPES = ("read_inventory", "read_products")
LEVEL_SCOPE = "read_inventory"
LEVEL_GID_QUERY = "?inventory_item_id="
ID_SEARCH = re.compile(r"id:\d+( OR id:\d+)*")


def resolve_inventory_item(info: Info, *, id: str) -> Node | None:
    shop = require_any_scope(info, *ITEM_SCOPES).shop
    return _find_item_node(shop, id)


def resolve_inventory_items(info: Info, *, query: str | None = None, **page: Any) -> Node:
    shop = require_any_scope(info, *ITEM_SCOPES).shop
    found = _find_items(shop, query)
    return build_connection(found, lambda item: build_inventory_item_node(shop, item), key=by_id, **page)


def resolve_inventory_level(info: Info, *, id: str) -> Node | None:
    shop = require_any_scope(info, LEVEL_SCOPE).shop
    return _find_level_node(shop, id)


def resolve_nodes(info: Info, *, ids: list[str]) -> list[Node | None]:
    """Find objects by id, in the order of the ids; None for those that do not exist."""
    shop = info.context.shop
    return [_find_node(info, shop, id) for id in ids]


def resolve_inventory_properties(info: Info) -> Node:
    require_any_scope(info, LEVEL_SCOPE)
    return {"quantityNames": [_build_quantity_name_node(name) for name in QuantityName]}


def build_inventory_item_node(shop: Shop, item: InventoryItem) -> Node:
    variant = shop.get_variant_of_item(item)

    def resolve_level(info: Info, *, location_id: str, include_inactive: bool = False) -> Node | None:
        require_any_scope(info, LEVEL_SCOPE)
        level = shop.inventory.levels.get((item.id, parse_gid("Location", location_id)))
        return _build_level_node(shop, level) if level and (level.is_active or include_inactive) else None

    def resolve_levels(info: Info, *, include_inactive: bool = False, **page: Any) -> Node:
        require_any_scope(info, LEVEL_SCOPE)
        levels = list(_iter_levels(shop, item, include_inactive=include_inactive))
        return build_connection(levels, lambda level: _build_level_node(shop, level), key=by_id, **page)

    return {
        "__typename": "InventoryItem",
        "id": build_gid("InventoryItem", item.id),
        "legacyResourceId": str(item.id),
        "sku": variant.sku,
        "tracked": item.tracked,
        "requiresShipping": True,
        "createdAt": format_utc_time(item.created_at),
        "updatedAt": format_utc_time(item.updated_at),
        "measurement": {
            "id": build_gid("InventoryItemMeasurement", item.id),
            "weight": {"unit": "GRAMS", "value": float(variant.grams)},
        },
        "inventoryLevel": resolve_level,
        "inventoryLevels": resolve_levels,
    }


def _build_level_node(shop: Shop, level: InventoryLevel) -> Node:
    def resolve_quantities(info: Info, *, names: list[str]) -> list[Node]:
        return [_build_quantity_node(level, name) for name in names if name in set(QuantityName)]

    def resolve_location(info: Info) -> Node:
        require_any_scope(info, *LOCATION_SCOPES)
        return build_location_node(shop, shop.locations[level.location_id])

    return {
        "__typename": "InventoryLevel",
        "id": build_level_gid(level),
        "isActive": level.is_active,
        "item": lambda _: build_inventory_item_node(shop, shop.inventory.items[level.inventory_item_id]),
        "location": resolve_location,
        "quantities": resolve_quantities,
        "createdAt": format_utc_time(level.created_at),
        "updatedAt": format_utc_time(level.updated_at),
    }


def _build_quantity_node(level: InventoryLevel, name: str) -> Node:
    return {
        "id": f"{build_gid('InventoryQuantity', level.id)}?inventory_item_id={level.inventory_item_id}&name={name}",
        "name": name,
        "quantity": level.count(QuantityName(name)),
        "updatedAt": format_utc_time(level.updated_at),
    }


def _build_quantity_name_node(name: QuantityName) -> Node:
    is_sum = name is QuantityName.ON_HAND
    return {
        "name": name.value,
        "displayName": name.replace("_", " ").capitalize(),
        "isInUse": True,
        "belongsTo": [QuantityName.ON_HAND.value] if name in ON_HAND_PARTS else [],
        "comprises": [part.value for part in ON_HAND_PARTS] if is_sum else [],
    }


def _find_items(shop: Shop, query: str | None) -> list[InventoryItem]:
    """Find items by a search; one for ids alone is answered by an index."""
    if query and ID_SEARCH.fullmatch(query):
        numbers = (int(number) for number in re.findall(r"\d+", query))
        return [shop.inventory.items[number] for number in numbers if number in shop.inventory.items]
    return filter_by_query(shop.inventory.items.values(), query, {"id": lambda item: item.id})


def _find_node(info: Info, shop: Shop, id: str) -> Node | None:
    for type_name, (scopes, find) in NODE_FINDERS.items():
        if id.startswith(f"gid://shopify/{type_name}/"):
            require_any_scope(info, *scopes)
            return find(shop, id)
    raise NotFound(f"The sandbox finds no nodes by '{id}', only {', '.join(NODE_FINDERS)}")


def _find_item_node(shop: Shop, id: str) -> Node | None:
    item = shop.inventory.items.get(parse_gid("InventoryItem", id))
    return build_inventory_item_node(shop, item) if item else None


def _find_level_node(shop: Shop, id: str) -> Node | None:
    """Find a level by its gid, which names its item."""
    number, _, item_id = id.partition(LEVEL_GID_QUERY)
    if item_id.isdigit():
        for level in shop.inventory.iter_active_levels(int(item_id), shop.locations):
            if level.id == parse_gid("InventoryLevel", number):
                return _build_level_node(shop, level)
    return None


def _find_location_node(shop: Shop, id: str) -> Node | None:
    location = shop.locations.get(parse_gid("Location", id))
    return build_location_node(shop, location) if location else None


def _iter_levels(shop: Shop, item: InventoryItem, *, include_inactive: bool) -> Iterator[InventoryLevel]:
    if not include_inactive:
        return shop.inventory.iter_active_levels(item.id, shop.locations)
    levels = (shop.inventory.levels.get((item.id, number)) for number in shop.locations)
    return (level for level in levels if level)


NODE_FINDERS: dict[str, tuple[tuple[str, ...], Callable[[Shop, str], Node | None]]] = {
    "InventoryItem": (ITEM_SCOPES, _find_item_node),
    "InventoryLevel": ((LEVEL_SCOPE,), _find_level_node),
    "Location": (LOCATION_SCOPES, _find_location_node),
}
"""The types that `nodes` finds: scopes of which one is needed, and how to find one."""
