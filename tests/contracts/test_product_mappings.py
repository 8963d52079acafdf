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


def test_variants_that_share_a_key_are_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        same_sku, same_barcode = a_variant(12, barcode=None), a_variant(13, sku="OTHER")
        tx.mappings.see(SHOP, [same_sku, same_barcode, a_variant(14, sku=None, barcode=None)])
        tx.mappings.see(OTHER_SHOP, [a_variant(15)])
        like = tx.mappings.like(SHOP, [a_variant(11)])
        assert [mapping.variant for mapping in like] == [same_sku, same_barcode]
        like = tx.mappings.like(SHOP, [a_variant(14, sku="X")])
        assert [mapping.variant.variant_id for mapping in like] == [13, 14]
        assert list(tx.mappings.like(SHOP, [])) == []


def test_only_unmapped_variants_of_a_product_are_forgotten(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.see(SHOP, [a_variant(12), a_variant(13, product_id=1)])
        tx.mappings.forget_unmapped(SHOP, MAPPED.variant.product_id)
        assert [mapping.variant.variant_id for mapping in tx.mappings.of(SHOP)] == [11, 13]


def test_a_match_is_written_only_where_nobody_has_decided(unit_of_work: UnitOfWork) -> None:
    unmapped_by_a_person = ProductMapping(SHOP, a_variant(12), None, MatchedBy.PERSON, "unmapped by a person")
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.save(unmapped_by_a_person)
        tx.mappings.see(SHOP, [a_variant(13)])
        found = [ProductMapping(SHOP, a_variant(number), "ART-9", MatchedBy.BARCODE) for number in (13, 12, 11)]
        assert tx.mappings.match(found) == {13}
        assert list(tx.mappings.of(SHOP)) == [MAPPED, unmapped_by_a_person, found[0]]
        assert tx.mappings.match([]) == set()
