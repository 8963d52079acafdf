"""Webhooks of products update the mappings, in any order and however often they are delivered."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.products.apply_product import ApplyProduct, DeleteProduct
from novex_shopify.domain.use_cases.products.map_product import clear_mapping, ignore_mapping, map_to_item
from tests.builders import SHOP, VARIANT_ID, a_variant, an_item
from tests.domain.use_cases.event_steps import DONE, SUPERSEDED, Outcome, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import (
    add_items,
    build_fakes,
    get_mapping,
    is_order_released,
    list_mappings,
    park_order,
)

PAYLOADS = JsonPayloadReader()
PRODUCT = 632_910_392


def make_product_body(*variants: dict[str, Any], second: int = 0, **more: Any) -> bytes:
    """Build a product that was updated this many seconds after noon."""
    body = {"id": PRODUCT, "title": "Earl Grey", "updated_at": f"2026-11-23T12:00:{second:02}+01:00"}
    return json.dumps({**body, "status": "active", "variants": list(variants), **more}).encode()


def build_variant_gids(*variant_ids: int) -> list[dict[str, str]]:
    return [{"admin_graphql_api_id": f"gid://shopify/ProductVariant/{number}"} for number in variant_ids]


def apply_products(fakes: Fakes, *bodies: bytes) -> list[Outcome]:
    """Apply products one after the other; returns how each ended."""
    return [apply_event(fakes, ApplyProduct(PAYLOADS, fakes.clock), body) for body in bodies]


def delete_product(fakes: Fakes) -> None:
    body = json.dumps({"id": PRODUCT}).encode()
    assert apply_event(fakes, DeleteProduct(PAYLOADS, fakes.clock), body) == DONE


def get_mappings(fakes: Fakes) -> dict[int, ProductMapping]:
    return {mapping.variant.variant_id: mapping for mapping in list_mappings(fakes)}


def test_a_renamed_product_keeps_its_mapping(fakes: Fakes) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}))
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, second=1, title="Lady Grey"))
    mapping = get_mapping(fakes, 1)
    assert (mapping.variant.title, mapping.item_id) == ("Lady Grey", "ART-1")


def test_an_older_payload_does_not_undo_a_newer_one(fakes: Fakes) -> None:
    newer = make_product_body({"id": 1, "sku": "TEA"}, second=5, status="archived")
    older = make_product_body({"id": 1, "sku": "OLD"}, {"id": 2, "sku": "GONE"}, second=4)
    assert apply_products(fakes, newer, older) == [DONE, SUPERSEDED]
    assert [(each.variant.sku, each.variant.status) for each in list_mappings(fakes)] == [("TEA", "archived")]


def test_an_unknown_status_is_kept(fakes: Fakes) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, status="unlisted"))
    assert get_mapping(fakes, 1).variant.status == "unlisted"


@pytest.mark.parametrize("field", ["sku", "barcode", "title"])
def test_a_field_that_cannot_be_read_keeps_its_known_value(fakes: Fakes, field: str) -> None:
    known = {"id": 1, "sku": "TEA", "barcode": "4012345678901", "title": "100 g"}
    apply_products(fakes, make_product_body(known))
    before = get_mapping(fakes, 1)
    (outcome,) = apply_products(fakes, make_product_body({**known, field: {"junk": 1}}, second=1))
    assert outcome == Settlement(EventStatus.DONE, f"Set aside: variants[0].{field} is not a text.")
    after = get_mapping(fakes, 1)
    assert after == replace(before, variant=replace(before.variant, updated_at=after.variant.updated_at))
    assert after.variant.updated_at != before.variant.updated_at


def test_an_unreadable_status_and_title_of_a_product_change_none_of_its_variants(fakes: Fakes) -> None:
    gids = build_variant_gids(1, 2)
    apply_products(fakes, make_product_body({"id": 1}, {"id": 2}, variant_gids=gids, status="archived"))
    junk = {"status": {"junk": 1}, "title": {"junk": 1}}
    apply_products(fakes, make_product_body({"id": 1}, variant_gids=gids, second=1, **junk))
    assert [(each.variant.status, each.variant.title) for each in list_mappings(fakes)] == [
        ("archived", "Earl Grey"),
        ("archived", "Earl Grey"),
    ]


@pytest.mark.parametrize("variant", [None, "junk", {"id": None}, {"id": "x", "sku": "NEW"}], ids=repr)
@pytest.mark.parametrize("gids", [[1, 2], []], ids=["with gids", "without gids"])
def test_a_variant_without_a_readable_id_is_set_aside_and_the_others_are_applied(
    fakes: Fakes, variant: Any, gids: list[int]
) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "CUP"}))
    body = make_product_body(variant, {"id": 1, "sku": "POT"}, variant_gids=build_variant_gids(*gids), second=1)
    (outcome,) = apply_products(fakes, body)
    assert isinstance(outcome, Settlement)
    assert outcome.status is EventStatus.DONE
    assert "variants[0]" in (outcome.error or "")
    assert {number: each.variant.sku for number, each in get_mappings(fakes).items()} == {1: "POT", 2: "CUP"}
    assert all(each.deleted_at is None for each in list_mappings(fakes))


def test_a_variant_with_a_new_sku_is_matched_again(fakes: Fakes) -> None:
    add_items(fakes, an_item("ART-2", sku="CUP"))
    apply_products(
        fakes, make_product_body({"id": 1, "sku": "TEA"}), make_product_body({"id": 1, "sku": "CUP"}, second=1)
    )
    assert get_mapping(fakes, 1).item_id == "ART-2"
    apply_products(fakes, make_product_body({"id": 1, "sku": "JUG"}, second=2))
    mapping = get_mapping(fakes, 1)
    reason = "SKU or barcode changed; still mapped as before, since no ERP item has exactly the SKU JUG"
    assert (mapping.item_id, mapping.reason) == ("ART-2", reason)


@pytest.mark.parametrize(
    "decide",
    [lambda mapping: map_to_item(mapping, "ART-1"), clear_mapping, ignore_mapping],
    ids=["map", "unmap", "ignore"],
)
def test_decisions_of_a_person_are_not_changed(
    fakes: Fakes, decide: Callable[[ProductMapping], ProductMapping]
) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "OTHER"}))
    decided = decide(get_mapping(fakes, 1))
    with fakes.unit_of_work() as tx:
        tx.mappings.save(decided)
        tx.commit()
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, second=1))
    after = get_mapping(fakes, 1)
    assert (after.variant.sku, after.matched_by) == ("TEA", MatchedBy.PERSON)
    assert after == replace(decided, variant=after.variant)


def test_a_sku_that_another_variant_gave_up_is_matched(fakes: Fakes) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "TEA"}))
    assert {each.item_id for each in get_mappings(fakes).values()} == {None}
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, second=1))
    assert {number: each.item_id for number, each in get_mappings(fakes).items()} == {1: "ART-1"}


def test_a_variant_that_changes_its_sku_frees_it_for_the_other_variant(fakes: Fakes) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "TEA"}))
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "CUP"}, second=1))
    assert get_mapping(fakes, 1).item_id == "ART-1"


def test_a_deleted_product_frees_its_sku_for_another_variant(fakes: Fakes) -> None:
    apply_products(fakes, make_product_body({"id": 1, "sku": "TEA"}))
    apply_products(fakes, make_product_body({"id": 2, "sku": "TEA"}, id=7))
    assert get_mapping(fakes, 2).reason == "SKU TEA is used more than once"
    delete_product(fakes)
    found = get_mappings(fakes)
    assert (found[1].item_id, found[1].deleted_at is not None) == ("ART-1", True)
    assert (found[2].item_id, found[2].reason) == ("ART-1", None)


def test_truncated_variants_are_neither_cleared_nor_deleted(fakes: Fakes) -> None:
    variants = [{"id": number, "sku": f"S{number}", "barcode": f"B{number}"} for number in range(1, 104)]
    for begin in (0, 3):
        shown = variants[begin : begin + 100]
        body = make_product_body(*shown, second=begin, variant_gids=build_variant_gids(*range(1, 104)))
        apply_products(fakes, body)
    archived = make_product_body(
        *variants[:100], second=9, status="archived", variant_gids=build_variant_gids(*range(1, 103))
    )
    apply_products(fakes, archived)
    found = get_mappings(fakes)
    assert sorted(found) == list(range(1, 103))
    assert {(each.variant.sku, each.variant.barcode) for each in found.values()} == {
        (f"S{number}", f"B{number}") for number in range(1, 103)
    }
    assert {each.variant.status for each in found.values()} == {"archived"}


def test_a_hundred_variants_without_a_list_of_ids_may_not_be_all(fakes: Fakes) -> None:
    variants = [{"id": number, "sku": f"S{number}"} for number in range(1, 102)]
    apply_products(fakes, make_product_body(*variants[:50]), make_product_body(*variants[1:], second=1))
    assert len(get_mappings(fakes)) == 101


def test_missing_items_are_created_and_release_their_orders(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(create_missing_items=True))
        tx.commit()
    park_order(fakes)
    assert apply_products(fakes, make_product_body({"id": VARIANT_ID, "sku": "NEW"})) == [DONE]
    assert get_mapping(fakes, VARIANT_ID).item_id == f"SHOPIFY-{VARIANT_ID}"
    assert is_order_released(fakes)


def test_a_new_product_is_matched_and_releases_its_orders(fakes: Fakes) -> None:
    park_order(fakes)
    assert apply_products(fakes, make_product_body({"id": VARIANT_ID, "sku": "TEA"})) == [DONE]
    assert get_mapping(fakes, VARIANT_ID).item_id == "ART-1"
    assert is_order_released(fakes)


def test_a_sku_that_is_taken_twice_is_left_to_a_person(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(1, product_id=1)])
        tx.commit()
    apply_products(fakes, make_product_body({"id": VARIANT_ID, "sku": "TEA"}))
    mapping = get_mapping(fakes, VARIANT_ID)
    assert (mapping.status, mapping.reason) == (MappingStatus.UNMAPPED, "SKU TEA is used more than once")


def test_a_deleted_product_leaves_the_work_list_but_not_the_mappings(fakes: Fakes) -> None:
    apply_products(fakes, make_product_body({"id": VARIANT_ID, "sku": "TEA"}, {"id": 12, "sku": "UNKNOWN"}))
    delete_product(fakes)
    assert list(get_mappings(fakes)) == [VARIANT_ID]


STREAM = [
    make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "CUP"}),
    make_product_body({"id": 1, "sku": "TEA"}, second=1, title="Lady Grey"),
    make_product_body({"id": 1, "sku": "TEA"}, {"id": 3, "sku": "JUG"}, second=2, status="archived"),
]


@given(st.permutations(STREAM), st.lists(st.sampled_from(STREAM), max_size=3))
def test_in_any_order_and_however_often_the_mappings_end_up_the_same(
    products: list[bytes], repeated: list[bytes]
) -> None:
    fakes = build_fakes()
    apply_products(fakes, *products, *repeated)
    found = get_mappings(fakes)
    assert {(each.variant.title, each.variant.status) for each in found.values()} == {("Earl Grey", "archived")}
    assert {number: each.item_id for number, each in found.items()} == {1: "ART-1", 3: None}


@given(st.lists(st.sampled_from(STREAM), min_size=1), st.lists(st.sampled_from(STREAM)))
def test_no_product_is_restored_after_its_deletion_in_whatever_order_they_arrive(
    before: list[bytes], after: list[bytes]
) -> None:
    fakes = build_fakes()
    apply_products(fakes, *before)
    delete_product(fakes)
    apply_products(fakes, *after)
    assert all(each.deleted_at and each.item_id for each in list_mappings(fakes))
