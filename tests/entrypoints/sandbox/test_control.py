"""Errors of the control API."""

from typing import Any

import pytest

from tests.entrypoints.sandbox.harness import SandboxShop


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"lines": [{"sku": "NO-SUCH"}]}, "sells no variant with the SKU NO-SUCH"),
        ({"lines": [{"sku": "POT-BLK", "quantity": 0}]}, "lines[0].quantity"),
        ({"lines": [{}]}, "needs sku, variant_id, or title"),
        ({"lines": [{"title": "Engraving"}]}, "needs a price"),
        ({"lines": [{"sku": "POT-BLK", "price": "1.005"}]}, "two decimals"),
        ({"lines": [{"sku": "POT-BLK", "price": "NaN"}]}, "lines[0].price"),
        ({"lines": [{"sku": "POT-BLK", "gift_card": True}]}, "lines[0].gift_card"),
        ({"tip": "-1"}, "tip: must not be negative"),
        ({"tip": "0.005"}, "two decimals"),
        ({"discount_code": "HALF"}, "TAKE5, WELCOME10"),
        ({"colour": "red"}, "colour"),
        ({"test": "yes"}, "$.test"),
    ],
)
def test_bad_input_is_named(store: SandboxShop, body: Any, words: str) -> None:
    assert words in store.call_control_api("POST", "/orders", body, status=422)["error"]
    assert store.call_control_api("GET")["counts"]["orders"] == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/orders/1"),
        ("PATCH", "/orders/1"),
        ("DELETE", "/orders/1"),
        ("POST", "/orders/1/cancel"),
        ("POST", "/orders/1/refunds"),
        ("POST", "/orders/1/refunds/1/settle"),
        ("PATCH", "/customers/1"),
        ("DELETE", "/customers/1"),
        ("PATCH", "/products/1"),
        ("DELETE", "/products/1"),
        ("PATCH", "/variants/1"),
        ("DELETE", "/variants/1"),
    ],
)
def test_a_missing_resource_is_reported(store: SandboxShop, method: str, path: str) -> None:
    assert "with the id 1" in store.call_control_api(method, path, {}, status=404)["error"]


def test_a_malformed_shop_is_not_found(store: SandboxShop) -> None:
    answer = store.client.get("/sandbox/shops/evil.example")
    assert (answer.status_code, answer.json()["error"][:13]) == (404, "'evil.example")


def test_a_body_that_is_no_json_is_refused(store: SandboxShop) -> None:
    assert store.client.post(f"/sandbox/shops/{store.domain}/orders", content=b"{").status_code == 422


def test_a_customer_comes_with_an_address(store: SandboxShop) -> None:
    request = {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@analytical.example",
        "addresses": [{"address1": "1 St James's Square", "zip": "SW1Y 4JU", "city": "London", "country_code": "GB"}],
    }
    customer = store.call_control_api("POST", "/customers", request, status=201)
    assert customer["default_address"]["country_name"] == "United Kingdom"
    assert "taken" in store.call_control_api("POST", "/customers", request, status=422)["error"]


def test_a_shop_shows_its_products_and_its_state(store: SandboxShop) -> None:
    products = store.call_control_api("GET", "/products")["products"]
    assert len(products) == 12
    assert {"id", "title", "sku", "barcode", "price", "inventory_item_id"} == set(products[0]["variants"][0])
    assert store.call_control_api("GET")["installed"] is False
