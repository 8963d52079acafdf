"""The exam for `ProductMappings`."""

from dataclasses import replace

from novex_shopify.domain.model.product import MappingStatus, MatchedBy, ProductMapping
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import OTHER_SHOP, SHOP, a_variant

LARGE = 2**60
MAPPED = ProductMapping(SHOP, a_variant(11), "ART-1", MatchedBy.SKU)


def test_a_variant_that_is_new_is_unmapped(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.see(SHOP, [a_variant(11), a_variant(LARGE)])
        assert list(tx.mappings.of(SHOP)) == [
            ProductMapping(SHOP, a_variant(11)),
            ProductMapping(SHOP, a_variant(LARGE)),
        ]
        assert list(tx.mappings.of(OTHER_SHOP)) == []


def test_a_variant_that_is_seen_again_keeps_its_mapping_and_gets_its_new_name(unit_of_work: UnitOfWork) -> None:
    renamed = a_variant(11, title="Lady Grey", sku=None)
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.see(SHOP, [renamed, renamed])
        assert tx.mappings.get(SHOP, 11) == replace(MAPPED, variant=renamed)


def test_a_mapping_is_replaced(unit_of_work: UnitOfWork) -> None:
    unmapped = ProductMapping(SHOP, a_variant(11), reason="unmapped by a person")
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.save(unmapped)
        assert tx.mappings.get(SHOP, 11) == unmapped
        assert tx.mappings.get(SHOP, 12) is None
        assert tx.mappings.get(OTHER_SHOP, 11) is None


def test_mappings_are_listed_by_state(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.see(SHOP, [a_variant(12)])
        tx.mappings.save(MAPPED)
        assert [m.variant.variant_id for m in tx.mappings.of(SHOP, MappingStatus.MAPPED)] == [11]
        assert [m.variant.variant_id for m in tx.mappings.of(SHOP, MappingStatus.UNMAPPED)] == [12]


def test_items_are_given_for_mapped_variants_only(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.see(SHOP, [a_variant(12)])
        tx.mappings.save(MAPPED)
        assert tx.mappings.items(SHOP, [11, 12, 13]) == {11: "ART-1"}
        assert tx.mappings.items(OTHER_SHOP, [11]) == {}
        assert tx.mappings.items(SHOP, []) == {}
