"""Fetches inventory levels, a location at a time.

Shopify charges `nodes` for each id, and a connection only by the logarithm of its page: 250 levels cost 1,250 points by
id, and 59 by a search. So a few are read by id, and many by a search; what the search does not find, such as an item
that is too new for its index, is read by id again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from novex_shopify.adapters.shopify.field_types import Gid
from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.domain.errors import ScopeNotGranted, ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model import inventory_level as domain
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.optional_scopes import READ_INVENTORY
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.stock_call import MAX_ROWS

MAX_READ_BY_ID = 150
"""Five points each: one for the item, one for the level, one for each quantity. A query may cost 1,000."""

FEW = 10
"""Up to this many are read by id, which sees what has only just been created."""


class Quantity(GraphQLStruct):
    name: str
    quantity: int


class Level(GraphQLStruct):
    is_active: bool
    quantities: list[Quantity]


class Item(GraphQLStruct):
    """An inventory item with its level at the location that was asked for."""

    id: Gid
    tracked: bool
    inventory_level: Level | None = None


class LevelsResponse(GraphQLStruct):
    """`inventoryLevels`."""

    nodes: list[Item | None]


class ManyLevelsResponse(GraphQLStruct):
    """`manyInventoryLevels`."""

    inventory_items: Connection[Item]


def fetch_inventory_levels(
    client: GraphQLClient, access: ShopAccess, keys: Collection[LevelKey]
) -> Mapping[LevelKey, domain.InventoryLevel | None]:
    if not access.grants(READ_INVENTORY):
        raise ScopeNotGranted(access.shop, READ_INVENTORY)
    if len(keys) > MAX_ROWS:
        raise ShopifyRefused("inventoryLevels", [f"{len(keys)} levels are more than {MAX_ROWS}."])
    item_ids: defaultdict[int, list[int]] = defaultdict(list)
    for key in sorted(set(keys)):
        item_ids[key.location_id].append(key.inventory_item_id)
    levels: dict[LevelKey, domain.InventoryLevel | None] = dict.fromkeys(keys)
    for location_id, wanted in item_ids.items():
        for item in _fetch_items(client, access, wanted, location_id):
            levels[LevelKey(parse_gid(item.id), location_id)] = _map_level(item)
    return levels


def _fetch_items(
    client: GraphQLClient, access: ShopAccess, item_ids: Sequence[int], location_id: int
) -> Iterator[Item]:
    missing = dict.fromkeys(item_ids)
    if len(item_ids) > FEW:
        for item in _search_items(client, access, item_ids, location_id):
            if parse_gid(item.id) in missing:
                del missing[parse_gid(item.id)]
                yield item
    yield from _read_items(client, access, missing, location_id)


def _search_items(
    client: GraphQLClient, access: ShopAccess, item_ids: Iterable[int], location_id: int
) -> Sequence[Item]:
    search = " OR ".join(f"id:{item_id}" for item_id in item_ids)
    location = build_gid("Location", location_id)
    response = client.execute(access, "manyInventoryLevels", ManyLevelsResponse, search=search, location=location)
    return response.inventory_items.nodes


def _read_items(client: GraphQLClient, access: ShopAccess, item_ids: Iterable[int], location_id: int) -> Iterator[Item]:
    location = build_gid("Location", location_id)
    ids = [build_gid("InventoryItem", item_id) for item_id in item_ids]
    for start in range(0, len(ids), MAX_READ_BY_ID):
        batch = ids[start : start + MAX_READ_BY_ID]
        response = client.execute(access, "inventoryLevels", LevelsResponse, ids=batch, location=location)
        yield from filter(None, response.nodes)


def _map_level(item: Item) -> domain.InventoryLevel | None:
    if item.inventory_level is None:
        return None
    quantities = {each.name: each.quantity for each in item.inventory_level.quantities}
    missing = {"on_hand", "available", "committed"} - quantities.keys()
    if missing:
        raise ShopifyUnavailable(f"Shopify's response to inventoryLevels lacks {', '.join(sorted(missing))}.")
    return domain.InventoryLevel(
        on_hand=quantities["on_hand"],
        available=quantities["available"],
        committed=quantities["committed"],
        tracked=item.tracked,
        is_active=item.inventory_level.is_active,
    )
