"""inventorySetQuantities: what Shopify does with it, and what it refuses."""

from typing import Any

import pytest

from tests.entrypoints.sandbox.harness import SandboxShop, WebhookReceiver
from tests.entrypoints.sandbox.inventory_steps import (
    SET,
    STOCK_SCOPES,
    build_input,
    build_row,
    find_level,
    get_quantities,
    list_codes,
    set_quantities,
)

WITHOUT_KEY = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")


@pytest.fixture
def shop(store: SandboxShop) -> SandboxShop:
    store.connect(*STOCK_SCOPES)
    return store


def get_error_code(shop: SandboxShop, query: str, **variables: Any) -> Any:
    (error,) = shop.execute(query, **variables).json()["errors"]
    return error["extensions"]["code"]


def test_on_hand_is_set_and_what_is_committed_stays(shop: SandboxShop, receiver: WebhookReceiver) -> None:
    shop.subscribe("INVENTORY_LEVELS_UPDATE")
    shop.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 3}])
    group = set_quantities(shop, build_row(find_level(shop), 40, 500))["inventoryAdjustmentGroup"]
    assert {(change["name"], change["delta"]) for change in group["changes"]} == {
        ("on_hand", -460),
        ("available", -460),
    }
    assert get_quantities(shop) == (37, 3, 40)
    shop.wait_for_deliveries()
    assert receiver.list_topics() == ["inventory_levels/update"] * 2


def test_the_available_quantity_can_be_set_too(shop: SandboxShop) -> None:
    assert set_quantities(shop, build_row(find_level(shop), 12, 500), name="available")["userErrors"] == []
    assert get_quantities(shop) == (12, 0, 12)


def test_a_stale_quantity_is_refused_and_null_skips_the_comparison(shop: SandboxShop) -> None:
    level = find_level(shop)
    refused = set_quantities(shop, build_row(level, 40, 499))
    assert list_codes(refused) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert refused["userErrors"][0]["field"] == ["input", "quantities", "0", "changeFromQuantity"]
    assert set_quantities(shop, build_row(level, 40, None), key="key-2")["userErrors"] == []
    assert get_quantities(shop) == (40, 0, 40)


def test_a_refused_row_keeps_the_others_from_being_set(shop: SandboxShop) -> None:
    rows = [build_row(find_level(shop), 40, 500), build_row(find_level(shop, "POT-BLK"), 40, 1)]
    assert set_quantities(shop, *rows)["userErrors"][0]["field"][2] == "1"
    assert get_quantities(shop) == (500, 0, 500)


def test_nothing_to_change_has_no_group(shop: SandboxShop) -> None:
    answer = set_quantities(shop, build_row(find_level(shop), 500, 500))
    assert answer == {"inventoryAdjustmentGroup": None, "userErrors": []}


def test_a_repeated_request_has_the_same_answer_and_no_second_effect(shop: SandboxShop) -> None:
    row = build_row(find_level(shop), 40, 500)
    first = set_quantities(shop, row)
    assert set_quantities(shop, row) == first
    assert first["inventoryAdjustmentGroup"]["id"]
    assert get_quantities(shop) == (40, 0, 40)


def test_a_key_belongs_to_one_input(shop: SandboxShop) -> None:
    level = find_level(shop)
    set_quantities(shop, build_row(level, 40, 500))
    assert list_codes(set_quantities(shop, build_row(level, 41, 40))) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]


def test_a_key_whose_request_failed_needs_a_new_one(shop: SandboxShop) -> None:
    row = build_row(find_level(shop), 40, 1)
    set_quantities(shop, row)
    assert list_codes(set_quantities(shop, row)) == ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]


def test_a_request_that_is_not_answered_yet_is_concurrent(shop: SandboxShop) -> None:
    row = build_row(find_level(shop), 40, 500)
    set_quantities(shop, row)
    shop.state.shops[shop.domain].inventory.requests["key-1"].is_answered = False
    assert list_codes(set_quantities(shop, row)) == ["IDEMPOTENCY_CONCURRENT_REQUEST"]


def test_the_key_and_the_former_quantity_must_be_present(shop: SandboxShop) -> None:
    row = build_row(find_level(shop), 40, 500)
    assert get_error_code(shop, WITHOUT_KEY, input=build_input(row)) == "BAD_REQUEST"
    assert get_error_code(shop, SET, input=build_input(row), key=" ") == "BAD_REQUEST"
    del row["changeFromQuantity"]
    assert get_error_code(shop, SET, input=build_input(row), key="key-1") == "INVALID_FIELD_ARGUMENTS"
    assert get_quantities(shop) == (500, 0, 500)


def test_more_than_250_rows_are_too_many(shop: SandboxShop) -> None:
    rows = [build_row(find_level(shop), 40, 500)] * 251
    assert get_error_code(shop, SET, input=build_input(*rows), key="key-1") == "MAX_INPUT_SIZE_EXCEEDED"


def test_the_scope_to_write_inventory_is_needed(store: SandboxShop) -> None:
    store.connect("read_inventory", "read_products")
    row = build_row(find_level(store), 40, 500)
    assert get_error_code(store, SET, input=build_input(row), key="key-1") == "ACCESS_DENIED"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"quantity": -1}, "INVALID_QUANTITY_NEGATIVE"),
        ({"quantity": 1_000_000_001}, "INVALID_QUANTITY_TOO_HIGH"),
        ({"inventoryItemId": "gid://shopify/InventoryItem/404"}, "INVALID_INVENTORY_ITEM"),
        ({"locationId": "gid://shopify/Location/404"}, "INVALID_LOCATION"),
    ],
)
def test_a_bad_row_is_named(shop: SandboxShop, changed: dict[str, Any], code: str) -> None:
    assert list_codes(set_quantities(shop, build_row(find_level(shop), 40, 500) | changed)) == [code]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "committed"}, "INVALID_NAME"),
        ({"reason": "because"}, "INVALID_REASON"),
        ({"referenceDocumentUri": "gid://novex-shopify/StockPush"}, "INVALID_REFERENCE_DOCUMENT"),
    ],
)
def test_a_bad_input_is_named(shop: SandboxShop, changed: dict[str, Any], code: str) -> None:
    assert list_codes(set_quantities(shop, build_row(find_level(shop), 40, 500), **changed)) == [code]


def test_a_level_cannot_be_set_twice_in_one_request(shop: SandboxShop) -> None:
    row = build_row(find_level(shop), 40, 500)
    assert list_codes(set_quantities(shop, row, row)) == ["NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"] * 2


def test_the_stock_of_a_bundle_and_of_a_services_location_cannot_be_set(shop: SandboxShop) -> None:
    variant = {"title": "Set", "sku": "SET-1", "requires_components": True}
    shop.call_control_api("POST", "/products", {"title": "Tea set", "variants": [variant]}, status=201)
    assert list_codes(set_quantities(shop, build_row(find_level(shop, "SET-1"), 1, 500))) == [
        "NON_MUTABLE_INVENTORY_ITEM"
    ]
    kassel = shop.call_control_api("GET", "/locations")["locations"][2]
    elsewhere = find_level(shop) | {"location_id": kassel["id"]}
    assert list_codes(set_quantities(shop, build_row(elsewhere, 1, None), key="key-2")) == ["INVALID_LOCATION"]


def test_a_refusal_can_be_planned(shop: SandboxShop) -> None:
    refusal = {"code": "INVALID_INVENTORY_ITEM", "row": 1}
    shop.call_control_api("POST", "/inventory-refusals", refusal, status=201)
    rows = [build_row(find_level(shop), 40, 500), build_row(find_level(shop, "POT-BLK"), 40, 500)]
    (error,) = set_quantities(shop, *rows)["userErrors"]
    assert (error["code"], error["field"][2]) == ("INVALID_INVENTORY_ITEM", "1")
    assert set_quantities(shop, *rows, key="key-2")["userErrors"] == []
