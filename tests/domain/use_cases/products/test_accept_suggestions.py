"""Exact suggestions are offered, and many are accepted at once."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import Item, MappingStatus, Variant
from tests.builders import SHOP, VARIANT_ID, an_order_body
from tests.domain.use_cases.webhook_steps import process_events, receive_webhook

MINT = Variant(1, VARIANT_ID, "Peppermint", "TEA-MINT")
SAGE = Variant(2, 2, "Sage", "TEA-SAGE", "4006381333931")
POT = Variant(3, 3, "Teapot", None, None)


def add_variants_and_items(container: Container, *items: Item) -> None:
    """A store with three variants that nobody has decided on, and an ERP with these items."""
    with container.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [MINT, SAGE, POT])
        tx.erp.catalog.put(items)
        tx.commit()


def list_suggested_items(container: Container) -> dict[int, str]:
    """The items that are suggested, by variant."""
    preview = container.accept_suggestions().preview(SHOP)
    return {each.mapping.mapping.variant.variant_id: each.suggestion.item.id for each in preview}


def list_mappings(container: Container) -> dict[int, tuple[MappingStatus, str | None]]:
    """How each variant stands."""
    with container.unit_of_work()() as tx:
        return {each.variant.variant_id: (each.status, each.item_id) for each in tx.mappings.list_for_shop(SHOP)}


def test_an_item_with_the_same_key_however_it_is_written_is_offered(connected: Container) -> None:
    add_variants_and_items(connected, Item("I-1", "Mint", "tea mint"), Item("I-2", "Sage", None, "04006381333931"))
    assert list_suggested_items(connected) == {VARIANT_ID: "I-1", 2: "I-2"}


def test_two_items_with_the_same_key_are_a_doubt_and_a_similar_name_is_no_key(connected: Container) -> None:
    add_variants_and_items(
        connected, Item("I-1", "Mint", "TEAMINT"), Item("I-2", "Mint", "TEA MINT"), Item("I-3", "Teapot", "POT-1")
    )
    assert list_suggested_items(connected) == {}


def test_what_is_accepted_is_mapped_and_its_orders_go_on(connected: Container) -> None:
    add_variants_and_items(connected, Item("I-1", "Mint", "TEAMINT"))
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert connected.accept_suggestions()(SHOP, {VARIANT_ID: "I-1"}) == (1, 1)
    assert list_mappings(connected)[VARIANT_ID] == (MappingStatus.MAPPED, "I-1")
    assert list_suggested_items(connected) == {}


def test_what_was_decided_meanwhile_stays_and_what_is_unknown_is_left_out(connected: Container) -> None:
    add_variants_and_items(connected, Item("I-1", "Mint", "TEAMINT"))
    connected.map_product().ignore(SHOP, VARIANT_ID)
    assert connected.accept_suggestions()(SHOP, {VARIANT_ID: "I-1", 2: "no such item", 99: "I-1"}) == (0, 0)
    assert list_mappings(connected)[VARIANT_ID] == (MappingStatus.IGNORED, None)
