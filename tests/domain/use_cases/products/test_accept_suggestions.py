"""Exact matches are suggested, and many are accepted at once."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import Item, MappingStatus, Variant
from tests.builders import SHOP, VARIANT_ID, an_order_body
from tests.domain.use_cases.webhook_steps import process_events, receive_webhook

MINT = Variant(1, VARIANT_ID, "Peppermint", "TEA-MINT")
SAGE = Variant(2, 2, "Sage", "TEA-SAGE", "4006381333931")
POT = Variant(3, 3, "Teapot", None, None)


def add_variants_and_items(container: Container, *items: Item) -> None:
    """Add three undecided variants, and these items to the ERP."""
    with container.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [MINT, SAGE, POT])
        tx.erp.catalog.put(items)
        tx.commit()


def list_suggested_items(container: Container) -> dict[int, str]:
    """List the suggested items by variant."""
    preview = container.accept_suggestions().preview(SHOP)
    return {each.mapping.mapping.variant.variant_id: each.suggestion.item.id for each in preview}


def list_mappings(container: Container) -> dict[int, tuple[MappingStatus, str | None]]:
    """List status and item by variant."""
    with container.unit_of_work()() as tx:
        return {each.variant.variant_id: (each.status, each.item_id) for each in tx.mappings.list_for_shop(SHOP)}


def test_an_item_with_the_same_key_is_suggested_however_the_key_is_written(connected: Container) -> None:
    add_variants_and_items(connected, Item("I-1", "Mint", "tea mint"), Item("I-2", "Sage", None, "04006381333931"))
    assert list_suggested_items(connected) == {VARIANT_ID: "I-1", 2: "I-2"}


def test_two_items_with_the_same_key_or_a_similar_name_are_not_suggested(connected: Container) -> None:
    add_variants_and_items(
        connected, Item("I-1", "Mint", "TEAMINT"), Item("I-2", "Mint", "TEA MINT"), Item("I-3", "Teapot", "POT-1")
    )
    assert list_suggested_items(connected) == {}


def test_accepted_suggestions_are_mapped_and_release_their_orders(connected: Container) -> None:
    add_variants_and_items(connected, Item("I-1", "Mint", "TEAMINT"))
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert connected.accept_suggestions()(SHOP, {VARIANT_ID: "I-1"}) == (1, 1)
    assert list_mappings(connected)[VARIANT_ID] == (MappingStatus.MAPPED, "I-1")
    assert list_suggested_items(connected) == {}


def test_variants_decided_in_the_meantime_and_unknown_items_are_skipped(connected: Container) -> None:
    add_variants_and_items(connected, Item("I-1", "Mint", "TEAMINT"))
    connected.map_product().ignore(SHOP, VARIANT_ID)
    assert connected.accept_suggestions()(SHOP, {VARIANT_ID: "I-1", 2: "no such item", 99: "I-1"}) == (0, 0)
    assert list_mappings(connected)[VARIANT_ID] == (MappingStatus.IGNORED, None)
