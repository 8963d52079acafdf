"""A product is equal in the domain, whether a webhook or a bulk file gives it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.product import ProductState, Variant
from tests.builders import NOON

TEA = Variant(1, 11, "Tea - 100 g", "TEA", None, "unlisted", NOON)


def parse_product(**changes: Any) -> ProductState:
    """A product from a webhook body."""
    variant = {"id": 11, "title": "100 g", "sku": "TEA", "barcode": ""}
    body = {
        "id": 1,
        "title": "Tea",
        "status": "unlisted",
        "updated_at": "2026-11-23T13:00:00+01:00",
        "variants": [variant],
    }
    return JsonPayloadReader().parse_product(json.dumps({**body, **changes}).encode())


def test_a_webhook_and_a_bulk_file_give_the_same_variant() -> None:
    line = {
        "id": "gid://shopify/ProductVariant/11",
        "title": "100 g",
        "sku": "TEA",
        "barcode": "",
        "product": {
            "id": "gid://shopify/Product/1",
            "title": "Tea",
            "status": "UNLISTED",
            "updatedAt": "2026-11-23T12:00:00Z",
        },
    }
    assert record_mapper.parse_variant(json.dumps(line).encode(), ()) == TEA
    assert parse_product() == ProductState(1, "unlisted", NOON, (TEA,))


def test_both_say_what_shopify_counts_the_stock_by() -> None:
    line = {
        "id": "gid://shopify/ProductVariant/11",
        "title": "100 g",
        "requiresComponents": False,
        "inventoryItem": {"id": "gid://shopify/InventoryItem/21", "tracked": True},
        "product": {"id": "gid://shopify/Product/1", "title": "Tea"},
    }
    variant = {"id": 11, "inventory_item_id": 21, "inventory_management": "shopify"}
    (stated,) = parse_product(variants=[variant], has_variants_that_requires_components=False).variants
    read = record_mapper.parse_variant(json.dumps(line).encode(), ())
    for each in (stated, read):
        assert (each.inventory_item_id, each.tracked, each.is_bundle) == (21, True, False)


def test_a_webhook_may_say_that_stock_is_not_counted_or_nothing_about_it() -> None:
    variants = [{"id": 11, "inventory_management": None}, {"id": 12, "inventory_management": "a-service"}, {"id": 13}]
    found = parse_product(variants=variants, has_variants_that_requires_components=True).variants
    assert [each.tracked for each in found] == [False, True, None]
    assert {each.is_bundle for each in found} == {None}


def test_a_bulk_file_names_what_could_not_be_read() -> None:
    product = {"id": "gid://shopify/Product/1", "title": "Tea", "status": ["junk"]}
    line = {"id": "gid://shopify/ProductVariant/11", "title": "100 g", "sku": {"junk": 1}, "product": product}
    assert record_mapper.parse_variant(json.dumps(line).encode(), ()).unread == {"sku", "status"}


@pytest.mark.parametrize(
    ("gids", "truncated", "complete"),
    [
        ([], frozenset(), True),
        (["gid://shopify/ProductVariant/11"], frozenset(), True),
        (["gid://shopify/ProductVariant/11", "gid://shopify/ProductVariant/12"], frozenset({12}), True),
        (["", "gid://shopify/ProductVariant/x"], frozenset(), True),
    ],
)
def test_variants_with_only_a_gid_are_kept_apart(gids: list[str], truncated: frozenset[int], *, complete: bool) -> None:
    state = parse_product(variant_gids=[{"admin_graphql_api_id": gid} for gid in gids])
    assert (state.truncated_variant_ids, state.complete) == (truncated, complete)


@pytest.mark.parametrize("variants", [None, [], [{"id": number} for number in range(1, 101)]])
def test_a_product_that_may_have_other_variants_is_not_complete(variants: list[dict[str, int]] | None) -> None:
    assert parse_product(variants=variants).complete is False


def test_the_only_variant_of_a_product_has_the_products_name() -> None:
    (only,) = parse_product(variants=[{"id": 11, "title": "Default Title", "sku": "TEA"}]).variants
    assert only == replace(TEA, title="Tea")
