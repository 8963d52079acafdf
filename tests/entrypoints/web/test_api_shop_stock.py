"""`/api/v1`: programs compare Shopify's stock with the ERP's, and say what is sent."""

from collections.abc import Generator
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import SHOP
from tests.shop_stock_world import HAMBURG, LEVEL, VARIANT, open_stock_store, run_steps

TOKEN = "token-of-the-warehouse-0123456789"


@pytest.fixture
def fake_shop() -> FakeShop:
    return FakeShop()


@pytest.fixture
def container(fake_shop: FakeShop) -> Container:
    """A store that only reports: 40 at Shopify, 37 in the ERP."""
    container = build_in_memory_container(fake_shop)
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    open_stock_store(container, fake_shop)
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def call(api: TestClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = api.request(method, f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def switch_on(container: Container) -> None:
    with container.transaction() as tx:
        settings = ShopSettings(push_stock=StockMode.ON, stock_since=container.clock().now())
        tx.shops.save_settings(SHOP, settings)
        tx.commit()


def test_both_numbers_of_a_level_are_shown(api: TestClient) -> None:
    found = call(api, "GET", f"/stores/{SHOP}/stock")
    (level,) = found["levels"]
    assert (level["sku"], level["location"], level["state"]) == ("TEA", "Hamburg", "differs")
    assert (level["on_hand"], level["target"], level["difference"]) == (40, 37, 3)
    assert (found["mode"], found["counts"], found["next"], found["paused"]) == ("report", {"differs": 1}, None, None)
    assert "only reports" in found["obstacle"]


def test_levels_are_found_by_state_item_and_location(api: TestClient) -> None:
    for query, count in (
        ("state=differs", 1),
        ("state=in_step", 0),
        ("differing=true&item_id=ART-1", 1),
        ("item_id=ART-2", 0),
        (f"location_id={HAMBURG.id}&limit=1", 1),
    ):
        assert len(call(api, "GET", f"/stores/{SHOP}/stock?{query}")["levels"]) == count, query
    for query in ("state=odd", "differing=perhaps", "limit=0", "order=id"):
        assert call(api, "GET", f"/stores/{SHOP}/stock?{query}", status=400)["error"]["type"] == "malformed"


def test_a_variant_is_explained_term_by_term(api: TestClient) -> None:
    explained = call(api, "GET", f"/stores/{SHOP}/variants/{VARIANT}/stock")
    hamburg = next(each for each in explained["levels"] if each["location"] == "Hamburg")
    assert [(term["term"], term["units"]) for term in hamburg["terms"]] == [("free", 37)]
    service = next(each for each in explained["levels"] if each["location"] == "A service")
    assert "Another app" in service["reason"]
    assert call(api, "GET", "/stock/ART-1/shopify")["variants"] == [explained]
    call(api, "GET", f"/stores/{SHOP}/variants/404/stock", status=404)


def test_numbers_are_sent_now_and_each_is_in_the_history(
    api: TestClient, container: Container, fake_shop: FakeShop
) -> None:
    switch_on(container)
    assert call(api, "POST", f"/stores/{SHOP}/stock/push", {"item_id": "ART-1"}) == {"levels": 1}
    run_steps(container)
    assert fake_shop.inventory.levels[LEVEL].on_hand == 37
    (push,) = call(api, "GET", "/stock/ART-1/pushes")["pushes"]
    assert (push["from"], push["to"], push["outcome"]) == (40, 37, "set")


def test_a_store_is_paused_and_resumed(api: TestClient) -> None:
    call(api, "POST", f"/stores/{SHOP}/stock/pause", {"reason": "an inventory count"})
    assert call(api, "GET", f"/stores/{SHOP}/stock")["paused"]["reason"] == "an inventory count"
    call(api, "POST", f"/stores/{SHOP}/stock/resume")
    assert call(api, "GET", f"/stores/{SHOP}/stock")["paused"] is None


def test_a_location_is_read_and_mapped(api: TestClient) -> None:
    assert len(call(api, "POST", f"/stores/{SHOP}/locations/read")["locations"]) == 2
    body = {"storage_locations": ["Rack"], "takes_rest": False}
    locations = call(api, "PUT", f"/stores/{SHOP}/locations/{HAMBURG.id}", body)["locations"]
    hamburg = next(each for each in locations if each["name"] == "Hamburg")
    assert (hamburg["storage_locations"], hamburg["takes_rest"]) == (["Rack"], False)
    refused = call(api, "PUT", f"/stores/{SHOP}/locations/32", {"takes_rest": True}, status=400)["error"]
    assert refused["type"] == "refused"
    call(api, "PUT", f"/stores/{SHOP}/locations/404", {}, status=404)


def test_units_are_kept_back_by_a_rule(api: TestClient, container: Container) -> None:
    rule = {"units": 5, "shop": SHOP, "location_id": str(HAMBURG.id), "item_id": "ART-1"}
    assert call(api, "PUT", "/safety-stock", rule)["rules"] == [rule]
    run_steps(container)
    (level,) = call(api, "GET", f"/stores/{SHOP}/stock")["levels"]
    assert level["target"] == 32
    query = f"shop={SHOP}&location_id={HAMBURG.id}&item_id=ART-1"
    assert call(api, "DELETE", f"/safety-stock?{query}") == call(api, "GET", "/safety-stock") == {"rules": []}
