"""`POST /api/v1/search`."""

from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.use_cases.indexing.index_records import index_orders
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import ORDER_ID, SHOP, a_sales_order, a_shop

TOKEN = "token-of-a-reader-0123456789"


@pytest.fixture
def client(container: Container) -> TestClient:
    """An installation with an order, and a token that may only read."""
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"reader:{TOKEN}:read"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    order = a_sales_order(shipping_address=Address("Anna Berg"))
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        index_orders(tx, dict(zip(tx.erp.orders.apply([order]), [order], strict=True)))
        tx.commit()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return TestClient(create_app(container, with_worker=False), base_url="https://erp.example.com", headers=headers)


def test_a_token_that_may_only_read_searches_and_gets_masked_people(client: TestClient) -> None:
    answer = client.post("/api/v1/search", json={"text": "anna", "shop": SHOP, "kinds": ["order"], "limit": 3})
    assert answer.status_code == 200
    assert answer.json() == {
        "found": [
            {
                "kind": "order",
                "id": str(ORDER_ID),
                "shop": SHOP,
                "title": "#1001",
                "match": "words",
                "notes": [],
                "customer": "Anna B.",
                "amount": "10.71 EUR",
                "day": "2026-11-23",
                "order_id": str(ORDER_ID),
            }
        ]
    }


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "x", "kinds": ["people"]}, {"text": "x", "limit": 51}, {"text": "x", "q": 1}]
)
def test_what_is_misspelled_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/api/v1/search", json=body)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "malformed")
