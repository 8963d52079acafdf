"""The contract of `ProductMappings`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from novex_shopify.domain.model.product import (
    MappedItem,
    MappingFilter,
    MappingStatus,
    MappingWithDemand,
    MatchedBy,
    ProductMapping,
)
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP, a_new_event, a_shop, a_variant

LARGE = 2**60
MAPPED = ProductMapping(SHOP, a_variant(11), "ART-1", MatchedBy.SKU)
IGNORED = ProductMapping(SHOP, a_variant(14), None, MatchedBy.PERSON, "ignored by a person", ignored=True)


def test_a_new_variant_is_unmapped(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(11), a_variant(LARGE)])
        assert list(tx.mappings.list_for_shop(SHOP)) == [
            ProductMapping(SHOP, a_variant(11)),
            ProductMapping(SHOP, a_variant(LARGE)),
        ]
        assert list(tx.mappings.list_for_shop(OTHER_SHOP)) == []


def test_a_known_variant_keeps_its_mapping_and_gets_its_new_title(unit_of_work: UnitOfWork) -> None:
    renamed, case_of_12 = a_variant(11, title="Lady Grey", sku=None), replace(MAPPED, pieces=12)
    with unit_of_work() as tx:
        tx.mappings.save(case_of_12)
        tx.mappings.upsert_variants(SHOP, [renamed, renamed])
        assert tx.mappings.get(SHOP, 11) == replace(case_of_12, variant=renamed)


def test_a_mapping_is_replaced(unit_of_work: UnitOfWork) -> None:
    unmapped = ProductMapping(SHOP, a_variant(11), reason="unmapped by a person")
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.save(unmapped)
        assert tx.mappings.get(SHOP, 11) == unmapped
        assert tx.mappings.get(SHOP, 12) is None
        assert tx.mappings.get(OTHER_SHOP, 11) is None


def test_mappings_are_listed_by_status(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(12)])
        tx.mappings.save(MAPPED)
        assert [m.variant.variant_id for m in tx.mappings.list_for_shop(SHOP, MappingStatus.MAPPED)] == [11]
        assert [m.variant.variant_id for m in tx.mappings.list_for_shop(SHOP, MappingStatus.UNMAPPED)] == [12]


def test_mapped_variants_have_items_and_ignored_ones_none(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(12)])
        tx.mappings.save(replace(MAPPED, pieces=12))
        tx.mappings.save(IGNORED)
        assert tx.mappings.get_items(SHOP, [11, 12, 13, 14]) == {11: MappedItem("ART-1", 12), 14: MappedItem(None)}
        assert tx.mappings.get_items(OTHER_SHOP, [11]) == {}
        assert tx.mappings.get_items(SHOP, []) == {}


def test_other_active_variants_that_share_a_key_are_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        same_sku, same_barcode = a_variant(12, barcode=None), a_variant(13, sku="OTHER")
        tx.mappings.upsert_variants(
            SHOP, [a_variant(11), same_sku, same_barcode, a_variant(14, sku=None, barcode=None)]
        )
        tx.mappings.upsert_variants(OTHER_SHOP, [a_variant(15)])
        like = tx.mappings.find_sharing_keys(SHOP, [a_variant(11)])
        assert {mapping.variant for mapping in like} == {same_sku, same_barcode}
        assert list(tx.mappings.find_sharing_keys(SHOP, [a_variant(11), same_sku, same_barcode])) == []
        tx.mappings.save(ProductMapping(SHOP, same_sku, "ART-1", MatchedBy.PERSON))
        tx.mappings.mark_deleted(SHOP, [12, 13], NOON)
        assert list(tx.mappings.find_sharing_keys(SHOP, [a_variant(11)])) == []
        assert list(tx.mappings.find_sharing_keys(SHOP, [])) == []


def test_a_match_is_written_only_for_undecided_variants(unit_of_work: UnitOfWork) -> None:
    unmapped_by_a_person = ProductMapping(SHOP, a_variant(12), None, MatchedBy.PERSON, "unmapped by a person")
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.save(unmapped_by_a_person)
        tx.mappings.upsert_variants(SHOP, [a_variant(13)])
        found = [ProductMapping(SHOP, a_variant(number), "ART-9", MatchedBy.BARCODE) for number in (13, 12, 11)]
        assert tx.mappings.save_matches(found) == {13}
        assert list(tx.mappings.list_for_shop(SHOP)) == [MAPPED, unmapped_by_a_person, found[0]]
        assert tx.mappings.save_matches([]) == set()


def test_an_older_state_never_replaces_a_newer_one(unit_of_work: UnitOfWork) -> None:
    newer, older = a_variant(11, title="Lady Grey", updated_at=NOON), a_variant(11, updated_at=NOON - SECOND)
    with unit_of_work() as tx:
        assert tx.mappings.upsert_variants(SHOP, [newer]) == {11}
        assert tx.mappings.upsert_variants(SHOP, [older]) == set()
        assert tx.mappings.get(SHOP, 11) == ProductMapping(SHOP, newer)
        assert tx.mappings.upsert_variants(SHOP, [a_variant(11, updated_at=NOON)]) == {11}


def test_a_variant_is_stored_completely(unit_of_work: UnitOfWork) -> None:
    variant = a_variant(LARGE, status="unlisted", updated_at=NOON, grams=250)
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [variant])
        assert tx.mappings.get(SHOP, LARGE) == ProductMapping(SHOP, variant)
        tx.mappings.save(replace(IGNORED, variant=variant))
        assert tx.mappings.get(SHOP, LARGE) == replace(IGNORED, variant=variant)


def test_a_weight_that_is_not_stated_stays(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for title, grams in (("Tea", 250), ("Green tea", None)):
            tx.mappings.upsert_variants(SHOP, [a_variant(11, title=title, grams=grams)])
        assert tx.mappings.get(SHOP, 11) == ProductMapping(SHOP, a_variant(11, title="Green tea", grams=250))


def test_a_decision_does_not_undo_a_newer_shopify_state(unit_of_work: UnitOfWork) -> None:
    renamed = a_variant(11, title="Lady Grey")
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [renamed])
        tx.mappings.save(MAPPED)
        assert tx.mappings.get(SHOP, 11) == replace(MAPPED, variant=renamed)


def test_a_digest_is_kept_until_another_source_changes_the_variant(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(11), a_variant(12), a_variant(13)], {11: LARGE, 12: -LARGE, 13: 3})
        tx.mappings.upsert_variants(SHOP, [a_variant(12)])
        tx.mappings.mark_deleted(SHOP, [13], NOON)
        assert tx.mappings.get_digests(SHOP, [11, 12, 13, 14]) == {11: LARGE}
        assert tx.mappings.get_digests(OTHER_SHOP, [11]) == {}


def test_matching_covers_undecided_variants_and_automatic_mappings_with_changed_keys(unit_of_work: UnitOfWork) -> None:
    by_a_person = ProductMapping(SHOP, a_variant(12), "ART-2", MatchedBy.PERSON)
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED, by_a_person, IGNORED)
        tx.mappings.upsert_variants(SHOP, [a_variant(13), a_variant(15)])
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_to_match(SHOP, 0, 9)] == [13, 15]
        tx.mappings.upsert_variants(
            SHOP, [a_variant(11, sku="NEW"), a_variant(12, sku="NEW"), a_variant(14, sku="NEW")]
        )
        tx.mappings.upsert_variants(SHOP, [a_variant(11, sku="NEW", title="Lady Grey")])
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_to_match(SHOP, 0, 9)] == [11, 13, 15]
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_to_match(SHOP, 11, 1)] == [13]
        followed = ProductMapping(SHOP, a_variant(11), "ART-3", MatchedBy.SKU)
        assert tx.mappings.save_matches([followed, replace(followed, variant=a_variant(12))]) == {11}
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_to_match(SHOP, 0, 9)] == [13, 15]
        tx.mappings.upsert_variants(SHOP, [a_variant(11, sku="NEWER")])
        tx.mappings.mark_deleted(SHOP, [11, 13], NOON)
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_to_match(SHOP, 0, 9)] == [15]


def test_a_match_does_not_restore_a_deleted_variant(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.mappings.save_matches([MAPPED]) == set()
        assert tx.mappings.get(SHOP, 11) is None


def test_deleted_variants_are_removed_if_unmapped_and_marked_otherwise(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED, IGNORED)
        tx.mappings.upsert_variants(SHOP, [a_variant(12), a_variant(13)])
        tx.mappings.mark_deleted(SHOP, [11, 12, 14], NOON)
        tx.mappings.mark_deleted(SHOP, [11, 12, 14], NOON + SECOND)
        marked = [replace(MAPPED, deleted_at=NOON), replace(IGNORED, deleted_at=NOON)]
        assert list(tx.mappings.get_many(SHOP, [14, 11, 12])) == marked
        assert tx.mappings.get_items(SHOP, [11, 12]) == {11: MappedItem("ART-1")}
        tx.mappings.upsert_variants(SHOP, [MAPPED.variant])
        assert tx.mappings.get(SHOP, 11) == MAPPED


def test_variants_of_a_deleted_product_are_not_written(unit_of_work: UnitOfWork) -> None:
    product = MAPPED.variant.product_id
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.upsert_variants(SHOP, [a_variant(12), a_variant(13, product_id=1)])
        tx.mappings.mark_products_deleted(SHOP, [product], NOON)
        tx.mappings.mark_products_deleted(SHOP, [product, LARGE], NOON + SECOND)
        assert tx.mappings.find_deleted_products(SHOP, {1, product, LARGE}) == {product, LARGE}
        assert tx.mappings.find_deleted_products(OTHER_SHOP, {product}) == set()
        assert tx.mappings.upsert_variants(SHOP, [a_variant(11), a_variant(12)]) == set()
        assert list(tx.mappings.list_for_products(SHOP, [product])) == [replace(MAPPED, deleted_at=NOON)]
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_products(SHOP, [1])] == [13]


def test_active_variants_are_listed_without_recently_changed_ones(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED)
        tx.mappings.upsert_variants(SHOP, [a_variant(n, updated_at=NOON - SECOND) for n in (12, 13, 14)])
        tx.mappings.upsert_variants(SHOP, [a_variant(15, updated_at=NOON)])
        tx.mappings.mark_deleted(SHOP, [13], NOON)
        assert list(tx.mappings.list_active_ids(SHOP, 0, 9, NOON)) == [11, 12, 14]
        assert list(tx.mappings.list_active_ids(SHOP, 11, 1, NOON)) == [12]


def test_mappings_are_read_in_pages(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(number) for number in (12, 11, LARGE)])
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP, limit=2)] == [11, 12]
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP, after=12, limit=2)] == [LARGE]


def park_events(tx: Transaction, *waiting_for: str, order: str | None = None) -> None:
    """Park an event for each text of keys, such as `variant:1 variant:2`, of `order` or each of its own order."""
    tx.shops.save(a_shop())
    tx.events.add([a_new_event(f"webhook-{n}", order or f"order:{n}") for n in range(len(waiting_for))])
    events = tx.events.claim(WorkerId("host", 1), NOON, len(waiting_for))
    settled = (Settlement(EventStatus.PARKED, "unmapped", waiting_for=tuple(keys.split())) for keys in waiting_for)
    tx.events.settle(list(zip(events, settled, strict=True)), NOON)


def summarize_page(page: Sequence[MappingWithDemand]) -> list[tuple[int, int]]:
    return [(each.mapping.variant.variant_id, each.waiting_orders) for each in page]


def test_variants_that_most_orders_wait_for_come_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        park_events(tx, "variant:15", "variant:13 variant:15", "variant:15 order:3", "variant:14", "variant:99")
        tx.mappings.upsert_variants(SHOP, [a_variant(number) for number in range(11, 17)])
        all_rows = tx.mappings.list_page(SHOP, MappingFilter(), 9)
        assert summarize_page(all_rows) == [(15, 3), (13, 1), (14, 1), (11, 0), (12, 0), (16, 0)]
        assert list(tx.mappings.list_page(OTHER_SHOP, MappingFilter(), 9)) == []
        counts = [(SHOP, 9), (SHOP, 1), (OTHER_SHOP, 9)]
        assert [tx.mappings.count(shop, MappingFilter(), limit) for shop, limit in counts] == [len(all_rows), 1, 0]
        for size in (1, 2, 4):
            pages = [*(page := tx.mappings.list_page(SHOP, MappingFilter(), size))]
            while page := tx.mappings.list_page(SHOP, MappingFilter(), size, page[-1].cursor):
                pages += page
            assert pages == list(all_rows)


def test_an_order_with_several_parked_events_counts_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        park_events(tx, "variant:11", "variant:11", order="order:1")
        tx.mappings.upsert_variants(SHOP, [a_variant(11)])
        assert summarize_page(tx.mappings.list_page(SHOP, MappingFilter(), 9)) == [(11, 1)]


def test_the_list_is_filtered_by_status_and_text(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.mappings.save(MAPPED, IGNORED)
        tx.mappings.upsert_variants(
            SHOP, [a_variant(12, title="50% off_mug"), a_variant(13, sku="green", status="archived")]
        )

        def search(**which: Any) -> list[int]:
            page = tx.mappings.list_page(SHOP, MappingFilter(**which), 9)
            return [each.mapping.variant.variant_id for each in page]

        assert search(status=MappingStatus.IGNORED) == [14]
        assert search(status=MappingStatus.UNMAPPED) == [12]
        assert search(status=MappingStatus.UNMAPPED, include_archived=True) == [12, 13]
        assert search() == [11, 12, 13, 14]
        assert search(text="GREEN") == [13]
        assert (search(text="% OFF_"), search(text="%_")) == ([12], [])
        assert (search(text="ART-1"), search(text="14"), search(text="4012345678901")) == ([11], [14], [11, 12, 13, 14])


def test_the_newest_update_of_a_product_is_found(unit_of_work: UnitOfWork) -> None:
    times = {1: NOON, 2: NOON + SECOND, 3: None}
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(
            SHOP, [a_variant(number, product_id=9, updated_at=at) for number, at in times.items()]
        )
        tx.mappings.upsert_variants(OTHER_SHOP, [a_variant(4, product_id=9, updated_at=NOON + HOUR)])
        assert tx.mappings.find_newest_updates(SHOP, {9, 10}) == {9: NOON + SECOND}
        assert tx.mappings.find_newest_updates(SHOP, set()) == {}
