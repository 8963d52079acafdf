"""`/api/v1/holds`: programs hold and release orders, and set the rules of a store."""

from collections.abc import Generator
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import SHOP, a_shipment, a_shop
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book

TOKEN = "token-of-the-warehouse-0123456789"
ORDERS = [{"shop": SHOP, "shopify_id": "1001"}, {"shop": SHOP, "shopify_id": 404}]


@pytest.fixture
def api() -> Generator[TestClient]:
    """Two orders of a store."""
    container: Container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    for number in (1001, 1002):
        book(container.unit_of_work(), an_order_line(3), number=number)
    with TestClient(create_app(container, with_worker=False), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def call(api: TestClient, method: str, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
    answer = api.request(method, f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_orders_are_held_and_released_and_each_says_what_became_of_it(api: TestClient) -> None:
    held, unknown = call(api, "POST", "/holds", {"orders": ORDERS, "reason": "a strike"})["orders"]
    [hold] = held["holds"]
    assert (hold["reason"], hold["rule"], hold["end"]) == ("a strike", None, None)
    assert hold["placed_by"] == {"kind": "api_token", "name": "warehouse"}
    assert "never received" in unknown["problem"]
    shipment = {"id": a_shipment().id, "order_id": "1", "lines": [{"line_item_id": "1", "quantity": 1}]}
    refused = call(api, "POST", "/shipments", shipment, 409)["error"]
    assert refused["type"] == "order_on_hold"
    call(api, "POST", "/holds", {"orders": [{"shop": SHOP, "shopify_id": 1002}], "reason": "a strike"})
    first = call(api, "GET", "/holds?limit=1")
    assert [each["name"] for each in first["orders"]] == ["#1001"]
    second = call(api, "GET", f"/holds?shop={SHOP}&after={first['next']}")
    assert ([each["name"] for each in second["orders"]], second["next"]) == (["#1002"], None)
    request = {"orders": ORDERS[:1], "reason": "it is over", "hold_ids": [hold["id"]]}
    [released] = call(api, "POST", "/holds/release", request)["orders"]
    assert [each["end"] for each in released["holds"]] == ["released"]
    [again] = call(api, "POST", "/holds/release", request)["orders"]
    assert "is not on hold" in again["problem"]
    [shown] = call(api, "GET", f"/stores/{SHOP}/orders/1001/holds")["holds"]
    assert (shown["end_reason"], shown["ended_by"]["name"]) == ("it is over", "warehouse")


def test_rules_are_saved_listed_and_deleted(api: TestClient) -> None:
    path = f"/stores/{SHOP}/hold-rules"
    rule = {"name": "High risk", "kind": "risk", "values": ["high"]}
    saved = call(api, "PUT", f"{path}/High%20risk", {"kind": "risk", "values": ["HIGH"]})
    assert saved == call(api, "GET", path) == {"rules": [rule]}
    refused = call(api, "PUT", f"{path}/x", {"kind": "risk", "values": ["extreme"]}, 400)["error"]
    assert refused["type"] == "invalid_hold_rule"
    assert call(api, "DELETE", f"{path}/High%20risk") == {"rules": []}
    call(api, "DELETE", f"{path}/High%20risk", status=404)
    call(api, "GET", "/stores/other.myshopify.com/hold-rules", status=404)
