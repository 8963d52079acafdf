"""The Admin API: reading, paging, searching, errors."""

from typing import Any

import pytest

from tests.entrypoints.sandbox.harness import SandboxShop

PRODUCTS = """
query ($first: Int!, $after: String) {
  products(first: $first, after: $after) { nodes { id title } pageInfo { hasNextPage endCursor } }
}
"""


def test_pages_follow_each_other_without_omission_or_repetition(connected: SandboxShop) -> None:
    seen: list[str] = []
    after = None
    for _ in range(3):
        page: Any = connected.query(PRODUCTS, first=5, after=after)["products"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert len(seen) == len(set(seen)) == connected.query("{ productsCount { count } }")["productsCount"]["count"]


@pytest.mark.parametrize(("arguments", "words"), [("", "one of first or last"), ("(first: 251)", "between 0 and 250")])
def test_a_page_needs_a_size_of_250_at_most(connected: SandboxShop, arguments: str, words: str) -> None:
    errors = connected.execute(f"{{ products{arguments} {{ nodes {{ id }} }} }}").json()["errors"]
    assert words in errors[0]["message"]


def test_the_catalogue_holds_what_a_match_must_leave_to_a_person(connected: SandboxShop) -> None:
    query = (
        "{ productVariants(first: 100) { nodes { sku barcode price inventoryItem { id tracked } product { id } } } }"
    )
    variants = connected.query(query)["productVariants"]["nodes"]
    skus = [variant["sku"] for variant in variants]
    assert skus.count(None) == 1
    assert {sku for sku in skus if skus.count(sku) > 1} == {"TEA-GIFT-BOX"}
    assert len({variant["barcode"] for variant in variants}) == len(variants)


def test_customers_carry_their_addresses_and_names_of_many_scripts(connected: SandboxShop) -> None:
    query = """{ customers(first: 50) { nodes {
      displayName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
      defaultAddress { id countryCodeV2 } addressesV2(first: 5) { nodes { id city } } } } }"""
    customers = connected.query(query)["customers"]["nodes"]
    assert len(customers) == 25
    assert {"Jürgen Müller", "美咲 佐藤", "Βασιλική Παπαδοπούλου"} <= {each["displayName"] for each in customers}
    assert {len(each["addressesV2"]["nodes"]) for each in customers} == {1, 2}
    assert all(each["addressesV2"]["nodes"][0]["id"] == each["defaultAddress"]["id"] for each in customers)


def test_ids_differ_between_shops(connected: SandboxShop) -> None:
    other = SandboxShop(connected.client, "other-house.myshopify.com")
    other.connect()
    ours, theirs = (shop.query(PRODUCTS, first=50)["products"]["nodes"] for shop in (connected, other))
    assert {node["id"] for node in ours}.isdisjoint(node["id"] for node in theirs)


def test_a_search_by_time_finds_what_changed_since(connected: SandboxShop) -> None:
    first, second = connected.place_order(), connected.place_order()
    connected.call_control_api("PATCH", f"/orders/{first['id']}", {"note": "call back"})
    query = "query ($q: String) { orders(first: 10, query: $q, sortKey: UPDATED_AT, reverse: true) { nodes { id } } }"
    changed = connected.query(query, q=f"updated_at:>'{second['updated_at']}'")
    assert [node["id"] for node in changed["orders"]["nodes"]] == [first["admin_graphql_api_id"]]
    assert len(connected.query(query, q=None)["orders"]["nodes"]) == 2


def test_a_search_the_sandbox_does_not_know_is_refused_rather_than_ignored(connected: SandboxShop) -> None:
    errors = connected.execute('{ orders(first: 1, query: "channel:web") { nodes { id } } }').json()["errors"]
    assert "channel" in errors[0]["message"]


def test_a_bad_token_gets_401_and_errors_as_a_string(store: SandboxShop) -> None:
    answer = store.execute("{ shop { name } }")
    assert answer.status_code == 401
    assert answer.json()["errors"].startswith("[API] Invalid API key or access token")


def test_a_missing_scope_is_denied_in_shopifys_words(store: SandboxShop) -> None:
    store.connect("read_products")
    error = store.execute("{ customers(first: 1) { nodes { id } } }").json()["errors"][0]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["path"] == ["customers"]
    assert "`read_customers` access scope" in error["message"]


def test_a_write_scope_includes_its_read_scope(store: SandboxShop) -> None:
    store.connect("write_products")
    query = "{ currentAppInstallation { accessScopes { handle } } productsCount { count } }"
    scopes = store.query(query)["currentAppInstallation"]["accessScopes"]
    assert {scope["handle"] for scope in scopes} == {"read_products", "write_products"}


def test_fulfillment_orders_are_omitted_without_their_scope(store: SandboxShop) -> None:
    store.connect("read_orders")
    order = store.place_order()
    query = "query ($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { id } } } }"
    assert store.query(query, id=order["admin_graphql_api_id"]) == {"order": {"fulfillmentOrders": {"nodes": []}}}


def test_an_unknown_field_is_refused_by_validation(connected: SandboxShop) -> None:
    body = connected.execute("{ shop { shoeSize } }").json()
    assert "shoeSize" in body["errors"][0]["message"]
    assert "data" not in body


@pytest.mark.parametrize(
    ("asked", "served", "status"), [("2026-07", "2026-07", 200), ("2025-07", "2026-01", 200), ("2031-01", None, 404)]
)
def test_an_outdated_version_falls_forward(connected: SandboxShop, asked: str, served: str | None, status: int) -> None:
    headers = {"X-Sandbox-Shop": connected.domain, "X-Shopify-Access-Token": connected.token}
    body = {"query": "{ shop { name } }"}
    answer = connected.client.post(f"/admin/api/{asked}/graphql.json", json=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers.get("X-Shopify-API-Version") == served


def test_an_order_reads_the_same_by_api_and_by_webhook(connected: SandboxShop) -> None:
    placed = connected.place_order(lines=[{"sku": "POT-BLK", "quantity": 2}], discount_code="WELCOME10")
    query = """query ($id: ID!) { order(id: $id) {
      name email displayFinancialStatus displayFulfillmentStatus totalPriceSet { shopMoney { amount currencyCode } }
      totalTaxSet { shopMoney { amount } } customer { id } shippingAddress { city }
      lineItems(first: 5) { nodes { sku quantity originalUnitPriceSet { shopMoney { amount } }
        discountAllocations { allocatedAmountSet { shopMoney { amount } } } taxLines { rate } } } } }"""
    order = connected.query(query, id=placed["admin_graphql_api_id"])["order"]
    assert order["totalPriceSet"]["shopMoney"] == {"amount": placed["total_price"], "currencyCode": "EUR"}
    assert order["totalTaxSet"]["shopMoney"]["amount"] == placed["total_tax"]
    assert order["customer"]["id"] == placed["customer"]["admin_graphql_api_id"]
    assert (order["displayFinancialStatus"], order["displayFulfillmentStatus"]) == ("PAID", "UNFULFILLED")
    assert order["lineItems"]["nodes"][0]["sku"] == "POT-BLK"
