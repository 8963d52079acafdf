"""Webhooks of products update the mappings, in any order and however often they are delivered."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import SHOP, VARIANT_ID, a_delivery, a_shop, a_variant, an_item, an_order_body
from tests.domain.use_cases.webhook_steps import (
    get_sales_order,
    list_events,
    list_statuses,
    process_events,
    receive_webhook,
)

PRODUCT = 632_910_392


def make_product_body(*variants: dict[str, Any], second: int = 0, **more: Any) -> bytes:
    """Build a product that was updated this many seconds after noon."""
    body = {"id": PRODUCT, "title": "Earl Grey", "updated_at": f"2026-11-23T12:00:{second:02}+01:00"}
    return json.dumps({**body, "status": "active", "variants": list(variants), **more}).encode()


def make_deletion_body(product_id: int = PRODUCT) -> bytes:
    return json.dumps({"id": product_id}).encode()


def build_variant_gids(*variant_ids: int) -> list[dict[str, str]]:
    return [{"admin_graphql_api_id": f"gid://shopify/ProductVariant/{number}"} for number in variant_ids]


def get_mappings(container: Container) -> dict[int, ProductMapping]:
    with container.unit_of_work()() as tx:
        return {mapping.variant.variant_id: mapping for mapping in tx.mappings.list_for_shop(SHOP)}


def deliver_and_process(container: Container, *bodies: bytes, topic: str = "products/update") -> None:
    for body in bodies:
        receive_webhook(container, topic, body, f"webhook-{len(list_events(container))}")
        process_events(container)


def test_a_renamed_product_keeps_its_mapping(connected: Container) -> None:
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}))
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, second=1, title="Lady Grey"))
    mapping = get_mappings(connected)[1]
    assert (mapping.variant.title, mapping.item_id) == ("Lady Grey", "ART-1")


def test_an_older_payload_does_not_undo_a_newer_one(connected: Container) -> None:
    newer = make_product_body({"id": 1, "sku": "TEA"}, second=5, status="archived")
    deliver_and_process(
        connected, newer, make_product_body({"id": 1, "sku": "OLD"}, {"id": 2, "sku": "GONE"}, second=4)
    )
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE, EventStatus.SUPERSEDED]
    assert [(each.variant.sku, each.variant.status) for each in get_mappings(connected).values()] == [
        ("TEA", "archived")
    ]


def test_an_unknown_status_is_kept(connected: Container) -> None:
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, status="unlisted"))
    assert get_mappings(connected)[1].variant.status == "unlisted"


def test_a_variant_with_a_new_sku_is_matched_again(connected: Container) -> None:
    with connected.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item("ART-2", sku="CUP")])
        tx.commit()
    deliver_and_process(
        connected, make_product_body({"id": 1, "sku": "TEA"}), make_product_body({"id": 1, "sku": "CUP"}, second=1)
    )
    assert get_mappings(connected)[1].item_id == "ART-2"
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "JUG"}, second=2))
    mapping = get_mappings(connected)[1]
    reason = "SKU or barcode changed; still mapped as before, since no ERP item has SKU JUG"
    assert (mapping.item_id, mapping.reason) == ("ART-2", reason)


@pytest.mark.parametrize("decide", ["map", "unmap", "ignore"])
def test_decisions_of_a_person_are_not_changed(connected: Container, decide: str) -> None:
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "OTHER"}))
    decisions: dict[str, Callable[[], object]] = {
        "map": lambda: connected.map_product()(SHOP, 1, "ART-1"),
        "unmap": lambda: connected.map_product().unmap(SHOP, 1),
        "ignore": lambda: connected.map_product().ignore(SHOP, 1),
    }
    decisions[decide]()
    before = get_mappings(connected)[1]
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, second=1))
    after = get_mappings(connected)[1]
    assert after.variant.sku == "TEA"
    assert (after.item_id, after.matched_by, after.reason, after.ignored) == (
        before.item_id,
        MatchedBy.PERSON,
        before.reason,
        before.ignored,
    )


def test_a_sku_that_another_variant_gave_up_is_matched(connected: Container) -> None:
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "TEA"}))
    assert {each.item_id for each in get_mappings(connected).values()} == {None}
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, second=1))
    assert {number: each.item_id for number, each in get_mappings(connected).items()} == {1: "ART-1"}


def test_a_variant_that_changes_its_sku_frees_it_for_the_other_variant(connected: Container) -> None:
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "TEA"}))
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "CUP"}, second=1))
    assert get_mappings(connected)[1].item_id == "ART-1"


def test_a_deleted_product_frees_its_sku_for_another_variant(connected: Container) -> None:
    deliver_and_process(connected, make_product_body({"id": 1, "sku": "TEA"}))
    deliver_and_process(connected, make_product_body({"id": 2, "sku": "TEA"}, id=7))
    assert get_mappings(connected)[2].reason == "SKU TEA is used more than once"
    deliver_and_process(connected, make_deletion_body(), topic="products/delete")
    found = get_mappings(connected)
    assert (found[1].item_id, found[1].deleted_at is not None) == ("ART-1", True)
    assert (found[2].item_id, found[2].reason) == ("ART-1", None)


def test_truncated_variants_are_neither_cleared_nor_deleted(connected: Container) -> None:
    variants = [{"id": number, "sku": f"S{number}", "barcode": f"B{number}"} for number in range(1, 104)]
    for begin in (0, 3):
        shown = variants[begin : begin + 100]
        body = make_product_body(*shown, second=begin, variant_gids=build_variant_gids(*range(1, 104)))
        deliver_and_process(connected, body)
    archived = make_product_body(
        *variants[:100], second=9, status="archived", variant_gids=build_variant_gids(*range(1, 103))
    )
    deliver_and_process(connected, archived)
    found = get_mappings(connected)
    assert sorted(found) == list(range(1, 103))
    assert {(each.variant.sku, each.variant.barcode) for each in found.values()} == {
        (f"S{number}", f"B{number}") for number in range(1, 103)
    }
    assert {each.variant.status for each in found.values()} == {"archived"}


def test_a_hundred_variants_without_a_list_of_ids_may_not_be_all(connected: Container) -> None:
    variants = [{"id": number, "sku": f"S{number}"} for number in range(1, 102)]
    deliver_and_process(connected, make_product_body(*variants[:50]), make_product_body(*variants[1:], second=1))
    assert len(get_mappings(connected)) == 101


def test_missing_items_are_created_and_release_their_orders(connected: Container) -> None:
    with connected.unit_of_work()() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(create_missing_items=True))
        tx.commit()
    deliver_and_process(connected, an_order_body(), topic="orders/create")
    deliver_and_process(connected, make_product_body({"id": VARIANT_ID, "sku": "NEW"}))
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE] * 2
    assert get_mappings(connected)[VARIANT_ID].item_id == f"SHOPIFY-{VARIANT_ID}"


STREAM = [
    ("products/create", make_product_body({"id": 1, "sku": "TEA"}, {"id": 2, "sku": "CUP"})),
    ("products/update", make_product_body({"id": 1, "sku": "TEA"}, second=1, title="Lady Grey")),
    (
        "products/update",
        make_product_body({"id": 1, "sku": "TEA"}, {"id": 3, "sku": "JUG"}, second=2, status="archived"),
    ),
]


@settings(max_examples=60, deadline=None)
@given(
    st.permutations(range(len(STREAM))), st.lists(st.integers(0, len(STREAM) - 1), max_size=3), st.none() | st.just(0)
)
def test_in_any_order_and_however_often_the_mappings_end_up_the_same(
    order: list[int], repeated: list[int], deleted: int | None
) -> None:
    container = build_in_memory_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.erp.catalog.put([an_item()])
        tx.commit()
    stream = [STREAM[index] for index in (*order, *repeated)]
    if deleted is not None:
        stream.insert(len(repeated), ("products/delete", make_deletion_body()))
    for number, (topic, body) in enumerate(stream):
        container.ingest_webhook()([a_delivery(topic, body, f"webhook-{number}")])
        process_events(container)
    found = get_mappings(container)
    if deleted is not None:
        assert all(each.deleted_at and each.item_id for each in found.values())
        return
    assert {(each.variant.title, each.variant.status) for each in found.values()} == {("Earl Grey", "archived")}
    assert {number: each.item_id for number, each in found.items()} == {1: "ART-1", 3: None}


def test_a_new_product_is_matched_and_releases_its_orders(connected: Container) -> None:
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-1")
    process_events(connected)
    receive_webhook(connected, "products/create", make_product_body({"id": VARIANT_ID, "sku": "TEA"}), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE] * 2
    assert get_sales_order(connected).lines[0].item_id == "ART-1"


def test_a_sku_that_is_taken_twice_is_left_to_a_person(connected: Container) -> None:
    with connected.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(1, product_id=1)])
        tx.commit()
    receive_webhook(connected, "products/update", make_product_body({"id": VARIANT_ID, "sku": "TEA"}))
    process_events(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, VARIANT_ID)
    assert mapping is not None
    assert (mapping.status, mapping.reason) == (MappingStatus.UNMAPPED, "SKU TEA is used more than once")


def test_a_deleted_product_leaves_the_work_list_but_not_the_mappings(connected: Container) -> None:
    variants = [{"id": VARIANT_ID, "sku": "TEA"}, {"id": 12, "sku": "UNKNOWN"}]
    receive_webhook(connected, "products/create", make_product_body(*variants), "webhook-1")
    receive_webhook(connected, "products/delete", make_deletion_body(), "webhook-2")
    process_events(connected)
    with connected.unit_of_work()() as tx:
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP)] == [VARIANT_ID]
