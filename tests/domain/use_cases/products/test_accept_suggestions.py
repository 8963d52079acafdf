"""Exact matches are suggested, and many are accepted at once."""

import pytest

from novex_shopify.domain.model.product import Item, MappingStatus, ProductMapping, Variant
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.products.accept_suggestions import AcceptSuggestions
from novex_shopify.domain.use_cases.products.map_product import ignore_mapping
from tests.builders import SHOP, VARIANT_ID
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import add_items, get_mapping, is_order_released, park_order

MINT = Variant(1, VARIANT_ID, "Peppermint", "TEA-MINT")
SAGE = Variant(2, 2, "Sage", "TEA-SAGE", "4006381333931")
POT = Variant(3, 3, "Teapot", None, None)


@pytest.fixture
def accept_suggestions(fakes: Fakes) -> AcceptSuggestions:
    """The store has three undecided variants."""
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [MINT, SAGE, POT])
        tx.commit()
    return AcceptSuggestions(fakes.unit_of_work, fakes.notifier, fakes.clock)


def list_suggested_items(accept_suggestions: AcceptSuggestions) -> dict[int, str]:
    """List the suggested items by variant."""
    preview = accept_suggestions.preview(SHOP)
    return {each.mapping.mapping.variant.variant_id: each.suggestion.item.id for each in preview}


def test_an_item_with_the_same_key_is_suggested_however_the_key_is_written(
    accept_suggestions: AcceptSuggestions, fakes: Fakes
) -> None:
    add_items(fakes, Item("I-1", "Mint", "tea mint"), Item("I-2", "Sage", None, "04006381333931"))
    assert list_suggested_items(accept_suggestions) == {VARIANT_ID: "I-1", 2: "I-2"}


def test_a_suggestion_is_uncertain_if_two_products_of_the_store_have_its_sku(
    accept_suggestions: AcceptSuggestions, fakes: Fakes
) -> None:
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [Variant(4, 4, "Sage, large", "TEA-SAGE")])
        tx.commit()
    add_items(fakes, Item("I-1", "Mint", "TEA-MINT"), Item("I-2", "Sage", "TEA-SAGE"))
    certain = {each.mapping.mapping.variant.variant_id: each.certain for each in accept_suggestions.preview(SHOP)}
    assert certain == {VARIANT_ID: True, 2: False, 4: False}


def test_two_items_with_the_same_key_or_a_similar_name_are_not_suggested(
    accept_suggestions: AcceptSuggestions, fakes: Fakes
) -> None:
    add_items(fakes, Item("I-1", "Mint", "TEAMINT"), Item("I-2", "Mint", "TEA MINT"), Item("I-3", "Teapot", "POT-1"))
    assert list_suggested_items(accept_suggestions) == {}


def test_accepted_suggestions_are_mapped_and_release_their_orders(
    accept_suggestions: AcceptSuggestions, fakes: Fakes
) -> None:
    add_items(fakes, Item("I-1", "Mint", "TEAMINT"))
    park_order(fakes)
    mapped, released = accept_suggestions(SHOP, {VARIANT_ID: "I-1"})
    assert (mapped, released.complete_orders) == (1, 1)
    assert (is_order_released(fakes), fakes.notifier.notifications) == (True, [Work.EVENTS])
    mapping = get_mapping(fakes, VARIANT_ID)
    assert (mapping.status, mapping.item_id) == (MappingStatus.MAPPED, "I-1")
    assert list_suggested_items(accept_suggestions) == {}


def test_variants_decided_in_the_meantime_and_unknown_items_are_skipped(
    accept_suggestions: AcceptSuggestions, fakes: Fakes
) -> None:
    add_items(fakes, Item("I-1", "Mint", "TEAMINT"))
    with fakes.unit_of_work() as tx:
        tx.mappings.save(ignore_mapping(ProductMapping(SHOP, MINT)))
        tx.commit()
    mapped, released = accept_suggestions(SHOP, {VARIANT_ID: "I-1", 2: "no such item", 99: "I-1"})
    assert (mapped, released.events) == (0, 0)
    mapping = get_mapping(fakes, VARIANT_ID)
    assert (mapping.status, mapping.item_id) == (MappingStatus.IGNORED, None)
