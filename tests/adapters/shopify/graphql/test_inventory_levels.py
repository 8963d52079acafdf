"""How levels are read: a few by id, many by a search, and what the search does not find by id."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.inventory_levels import FEW, MAX_READ_BY_ID, fetch_inventory_levels
from novex_shopify.adapters.shopify.graphql.inventory_quantities import set_on_hand
from novex_shopify.domain.errors import ShopifyAccessDenied, ShopifyUnavailable
from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.stock_call import StockCall, StockRefusal, StockRow
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, API_VERSION, FakeShopify, build_page, connect
from tests.sandbox import build_shop_domain

GRANTED = replace(ACCESS, scopes=ALL_SCOPES)
HAMBURG, LEIPZIG = 1, 2
LEVEL = InventoryLevel(on_hand=5, available=3, committed=2)


def build_item(number: int, *names: str) -> dict[str, Any]:
    quantities = {"on_hand": 5, "available": 3, "committed": 2}
    shown = [{"name": name, "quantity": quantities[name]} for name in names or quantities]
    level = {"isActive": True, "quantities": shown}
    return {"id": f"gid://shopify/InventoryItem/{number}", "tracked": True, "inventoryLevel": level}


def build_keys(count: int, location_id: int = HAMBURG) -> list[LevelKey]:
    return [LevelKey(number, location_id) for number in range(1, count + 1)]


def test_a_few_levels_are_read_by_id_at_each_location() -> None:
    pages: list[dict[str, Any]] = [{"nodes": [build_item(1), None]}, {"nodes": [build_item(1)]}]
    shopify = FakeShopify(inventoryLevels=pages)
    keys = [*build_keys(2), LevelKey(1, LEIPZIG)]
    with connect(shopify) as client:
        levels = fetch_inventory_levels(client, GRANTED, keys)
    assert levels == {LevelKey(1, HAMBURG): LEVEL, LevelKey(2, HAMBURG): None, LevelKey(1, LEIPZIG): LEVEL}
    assert [variables["location"] for _, variables in shopify.requests] == [
        "gid://shopify/Location/1",
        "gid://shopify/Location/2",
    ]


def test_many_levels_are_searched_and_what_is_not_found_is_read_by_id() -> None:
    keys = build_keys(FEW + 1)
    found = build_page(*(build_item(number) for number in range(1, FEW + 1)), build_item(999))
    shopify = FakeShopify(
        manyInventoryLevels=[{"inventoryItems": found}], inventoryLevels=[{"nodes": [build_item(11)]}]
    )
    with connect(shopify) as client:
        assert fetch_inventory_levels(client, GRANTED, keys) == dict.fromkeys(keys, LEVEL)
    (_, search), (_, by_id) = shopify.requests
    assert search["search"].startswith("id:1 OR id:2 OR ")
    assert by_id["ids"] == ["gid://shopify/InventoryItem/11"]


def test_a_search_that_finds_nothing_costs_no_more_points_than_a_query_may() -> None:
    pages: list[dict[str, Any]] = [{"nodes": []}, {"nodes": []}]
    shopify = FakeShopify(manyInventoryLevels=[{"inventoryItems": build_page()}], inventoryLevels=pages)
    with connect(shopify) as client:
        fetch_inventory_levels(client, GRANTED, build_keys(250))
    assert [len(variables.get("ids", ())) for _, variables in shopify.requests] == [0, MAX_READ_BY_ID, 100]


def test_a_level_without_all_its_quantities_is_not_guessed() -> None:
    shopify = FakeShopify(inventoryLevels=[{"nodes": [build_item(1, "available")]}])
    with connect(shopify) as client, pytest.raises(ShopifyUnavailable, match="committed, on_hand"):
        fetch_inventory_levels(client, GRANTED, build_keys(1))


def test_a_quantity_is_set_from_what_was_read_and_a_former_code_means_the_same() -> None:
    field = ["input", "quantities", "0", "compareQuantity"]
    error = {"code": "COMPARE_QUANTITY_STALE", "field": field, "message": "It does not match."}
    shopify = FakeShopify(inventorySetQuantities=[{"inventorySetQuantities": {"userErrors": [error]}}])
    call = StockCall("key-1", (StockRow(LevelKey(1, HAMBURG), 0, 7),))
    with connect(shopify) as client:
        answer = set_on_hand(client, GRANTED, call)
    assert answer.refusals == [StockRefusal(StockRefusal.STALE, "It does not match.", 0)]
    (_, variables) = shopify.requests[0]
    assert variables["key"] == "key-1"
    assert variables["input"]["quantities"][0]["changeFromQuantity"] == 0
    assert variables["input"]["referenceDocumentUri"] == "gid://novex-shopify/StockPush/key-1"


def test_a_scope_that_was_taken_away_is_an_error_and_no_level_that_is_missing(sandbox_url: str) -> None:
    """Shopify shows items without it: their levels would look as if they had never been stocked."""
    shop = build_shop_domain("levels without their scope")
    with httpx.Client(base_url=sandbox_url, timeout=10) as http:
        answer = http.post(f"/sandbox/shops/{shop}/tokens", json={"scopes": ["read_products", "read_locations"]})
        access = ShopAccess(shop, Secret(answer.json()["access_token"]), ALL_SCOPES)
        level = ShopClient(http, shop).list_levels("TEA-EARL-100")[0]
        key = LevelKey(level["inventory_item_id"], level["location_id"])
        client = GraphQLClient(http, ShopEndpoints(sandbox_url=sandbox_url), API_VERSION)
        for keys in ([key], [key, *build_keys(FEW)]):
            with pytest.raises(ShopifyAccessDenied, match="read_inventory"):
                fetch_inventory_levels(client, access, keys)
