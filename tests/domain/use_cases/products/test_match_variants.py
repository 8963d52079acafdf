"""Variants are stored if they changed, and matched with ERP items."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.product import MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.use_cases.products.match_variants import (
    match_variants,
    rematch_sharing_keys,
    upsert_changed_variants,
)
from tests.builders import NOON, SECOND, SHOP, a_shop, a_variant, an_item

TEA = a_variant(1, sku="TEA", barcode=None, updated_at=NOON)
CUP = a_variant(2, sku="CUP", barcode=None, updated_at=NOON)


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """A store with two variants, and an ERP with an item for the first."""
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.erp.catalog.put([an_item("ART-1", sku="TEA")])
        tx.mappings.upsert_variants(SHOP, [TEA, CUP])
        tx.commit()
    return unit_of_work


def match(unit_of_work: MemoryUnitOfWork, *variants: Variant) -> list[ProductMapping]:
    """Match variants; returns all mappings of the store."""
    with unit_of_work() as tx:
        to_match = tx.mappings.get_many(SHOP, [variant.variant_id for variant in variants])
        match_variants(tx, SHOP, to_match, NOON)
        tx.commit()
        return list(tx.mappings.list_for_shop(SHOP))


@pytest.mark.parametrize(
    ("variant", "written"),
    [
        (TEA, set()),
        (replace(TEA, sku="POT"), {1}),
        (replace(TEA, sku="POT", updated_at=NOON - SECOND), set()),
        (replace(TEA, variant_id=3), {3}),
    ],
    ids=["unchanged", "changed", "older", "new"],
)
def test_only_new_and_changed_variants_are_stored(
    unit_of_work: MemoryUnitOfWork, variant: Variant, written: set[int]
) -> None:
    with unit_of_work() as tx:
        assert upsert_changed_variants(tx, SHOP, [variant]) == written


def test_a_variant_with_a_digest_is_stored_even_if_it_is_unchanged(unit_of_work: MemoryUnitOfWork) -> None:
    with unit_of_work() as tx:
        assert upsert_changed_variants(tx, SHOP, [TEA], {1: 7}) == {1}
        assert tx.mappings.get_digests(SHOP, [1]) == {1: 7}


def test_a_deleted_variant_is_restored(unit_of_work: MemoryUnitOfWork) -> None:
    match(unit_of_work, TEA)
    with unit_of_work() as tx:
        tx.mappings.mark_deleted(SHOP, [1], NOON)
        assert upsert_changed_variants(tx, SHOP, [TEA]) == {1}


def test_only_the_given_variants_are_matched(unit_of_work: MemoryUnitOfWork) -> None:
    tea, cup = match(unit_of_work, TEA)
    assert (tea.item_id, tea.matched_by) == ("ART-1", MatchedBy.SKU)
    assert (cup.item_id, cup.reason) == (None, None)


def test_a_variant_without_an_item_gets_the_reason(unit_of_work: MemoryUnitOfWork) -> None:
    _, cup = match(unit_of_work, CUP)
    assert (cup.item_id, cup.reason) == (None, "no ERP item has exactly the SKU CUP")


def test_a_missing_item_is_created_if_the_settings_say_so(unit_of_work: MemoryUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(create_missing_items=True))
        tx.commit()
    _, cup = match(unit_of_work, CUP)
    assert (cup.item_id, cup.matched_by) == ("SHOPIFY-2", MatchedBy.CREATED)


def test_a_sku_that_becomes_unique_is_matched(unit_of_work: MemoryUnitOfWork) -> None:
    twin = replace(CUP, sku="TEA")
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [replace(twin, updated_at=NOON + SECOND)])
        tx.commit()
    assert match(unit_of_work, TEA)[0].reason == "SKU TEA is used more than once"
    with unit_of_work() as tx:
        tx.mappings.mark_deleted(SHOP, [twin.variant_id], NOON)
        rematch_sharing_keys(tx, SHOP, [twin], NOON)
        mapping = tx.mappings.get(SHOP, 1)
    assert mapping is not None
    assert mapping.item_id == "ART-1"
