"""Products are brought over: the same on every database, and a second time nothing is written."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import Item, MatchedBy, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.products import sync_products
from novex_shopify.domain.use_cases.products.sync_products import SyncProducts
from tests.builders import HOUR, NOON, SHOP, a_shop
from tests.databases import CIPHER

SYNC_PRODUCTS = SyncProducts(ManualClock())


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few variants are several pages."""
    monkeypatch.setattr(sync_products, "MATCH_BATCH_SIZE", 2)
    monkeypatch.setattr(sync_products, "SCAN_BATCH_SIZE", 2)


def build_variant(number: int, sku: str | None, product: int = 1, **more: str) -> Variant:
    return Variant(product, number, f"Tea {number}", sku, updated_at=NOON, **more)


def import_variants(
    unit_of_work: UnitOfWork, variants: Sequence[Variant], began: timedelta = HOUR, *, complete: bool = True
) -> int:
    """One import; returns how many variants it wrote."""
    with unit_of_work() as tx:
        written = SYNC_PRODUCTS.store(tx, SHOP, build_records(variants)).written
        tx.commit()
    ids = array("q", sorted(each.variant_id for each in variants)) if complete else None
    run = ImportRun(1, SHOP, ImportKind.PRODUCTS, ImportStatus.RUNNING, created_at=NOON + began)
    step: str | None = None
    while True:
        with unit_of_work() as tx:
            step = SYNC_PRODUCTS.finish(tx, run, ids, step)
            tx.commit()
        if step is None:
            return written


def build_records(variants: Sequence[Variant]) -> list[BulkRecord[Variant]]:
    """What a file holds of these variants."""
    return [
        BulkRecord(number, each.variant_id, hash(each), partial(lambda variant: variant, each))
        for number, each in enumerate(variants, 1)
    ]


def list_mapped_items(unit_of_work: UnitOfWork) -> dict[int, str | None]:
    """The item of each variant that is known."""
    with unit_of_work() as tx:
        return {mapping.variant.variant_id: mapping.item_id for mapping in tx.mappings.list_for_shop(SHOP)}


def add_items(unit_of_work: UnitOfWork, *skus: str) -> None:
    """Have the ERP know these SKUs."""
    with unit_of_work() as tx:
        tx.erp.catalog.put(Item(f"ART-{sku}", sku, sku) for sku in skus)
        tx.commit()


def test_variants_are_matched_page_by_page(unit_of_work: UnitOfWork) -> None:
    add_items(unit_of_work, "A", "B", "C", "D")
    variants = [
        build_variant(1, "A"),
        build_variant(2, "B"),
        build_variant(3, "C"),
        build_variant(4, "D"),
        build_variant(5, "A"),
        build_variant(6, None),
    ]
    assert import_variants(unit_of_work, variants) == 6
    assert list_mapped_items(unit_of_work) == {1: None, 2: "ART-B", 3: "ART-C", 4: "ART-D", 5: None, 6: None}


def test_a_second_import_writes_what_changed_and_nothing_else(unit_of_work: UnitOfWork) -> None:
    add_items(unit_of_work, "A")
    variants = [build_variant(1, "A"), build_variant(2, "B"), build_variant(3, "C")]
    import_variants(unit_of_work, variants)
    assert import_variants(unit_of_work, variants) == 0
    assert import_variants(unit_of_work, [*variants[:2], build_variant(3, "C", status="draft")]) == 1
    add_items(unit_of_work, "B")
    assert import_variants(unit_of_work, variants[:2], complete=False) == 0
    assert list_mapped_items(unit_of_work) == {1: "ART-A", 2: "ART-B", 3: None}


def test_a_second_import_touches_no_row(engine: Engine) -> None:
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    add_items(unit_of_work, "A")
    variants = [build_variant(1, "A"), build_variant(2, "B"), build_variant(3, None)]
    import_variants(unit_of_work, variants)
    before = list_row_versions(engine)
    import_variants(unit_of_work, variants)
    assert list_row_versions(engine) == before


def list_row_versions(engine: Engine) -> list[tuple[object, ...]]:
    """Which transaction wrote or locked each row, where the database tells; or how much was ever written."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            statement = "SELECT variant_id, xmin::text, xmax::text FROM shopify_product_mappings ORDER BY variant_id"
        else:
            statement = "SELECT * FROM shopify_product_mappings ORDER BY variant_id"
        return [tuple(row) for row in connection.execute(text(statement))]


def test_what_a_complete_import_does_not_hold_is_forgotten_or_marked(unit_of_work: UnitOfWork) -> None:
    add_items(unit_of_work, "A", "E")
    import_variants(
        unit_of_work,
        [
            build_variant(1, "A"),
            build_variant(2, "B"),
            build_variant(3, "C"),
            build_variant(4, "D"),
            build_variant(5, "E"),
        ],
    )
    import_variants(unit_of_work, [build_variant(3, "C"), build_variant(4, "D")], complete=False)
    assert list(list_mapped_items(unit_of_work)) == [1, 2, 3, 4, 5]
    import_variants(unit_of_work, [build_variant(4, "D")])
    with unit_of_work() as tx:
        marked = [(each.variant.variant_id, each.deleted_at is not None) for each in tx.mappings.list_for_shop(SHOP)]
    assert marked == [(1, True), (4, False), (5, True)]


def test_a_variant_created_after_the_list_began_is_not_deleted(unit_of_work: UnitOfWork) -> None:
    import_variants(unit_of_work, [build_variant(1, "A")])
    import_variants(unit_of_work, [], began=timedelta(0))
    assert list(list_mapped_items(unit_of_work)) == [1]


def test_a_merged_product_frees_its_sku_for_another_variant(unit_of_work: UnitOfWork) -> None:
    add_items(unit_of_work, "A")
    import_variants(unit_of_work, [build_variant(1, "A")])
    import_variants(unit_of_work, [build_variant(2, "A", product=2)])
    assert list_mapped_items(unit_of_work) == {1: "ART-A", 2: "ART-A"}


def test_an_automatic_mapping_follows_a_new_sku_and_stays_if_no_item_has_it(unit_of_work: UnitOfWork) -> None:
    add_items(unit_of_work, "A", "B")
    import_variants(unit_of_work, [build_variant(1, "A"), build_variant(2, "A2")])
    with unit_of_work() as tx:
        (_, second) = tx.mappings.list_for_shop(SHOP)
        tx.mappings.save_matches([type(second)(SHOP, second.variant, "ART-A", MatchedBy.SKU)])
        tx.commit()
    import_variants(unit_of_work, [build_variant(1, "B"), build_variant(2, "X")])
    assert list_mapped_items(unit_of_work) == {1: "ART-B", 2: "ART-A"}
    with unit_of_work() as tx:
        reasons = [mapping.reason for mapping in tx.mappings.list_for_shop(SHOP)]
    assert reasons == [None, "SKU or barcode changed; still mapped as before, since no ERP item has SKU X"]


def test_missing_items_are_created_once_if_the_shop_setting_says_so(unit_of_work: UnitOfWork) -> None:
    variants = [
        build_variant(1, "A"),
        build_variant(2, "B"),
        build_variant(3, "B"),
        build_variant(4, None),
        build_variant(5, "C", status="archived"),
    ]
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    import_variants(unit_of_work, variants)
    assert set(list_mapped_items(unit_of_work).values()) == {None}
    for _ in range(2):
        with unit_of_work() as tx:
            tx.shops.save_settings(SHOP, ShopSettings(create_missing_items=True))
            tx.commit()
        import_variants(unit_of_work, variants)
        assert list_mapped_items(unit_of_work) == {1: "SHOPIFY-1", 2: None, 3: None, 4: None, 5: None}
    with unit_of_work() as tx:
        assert tx.erp.catalog.filter_known([f"SHOPIFY-{variant.variant_id}" for variant in variants]) == {"SHOPIFY-1"}
        assert tx.erp.catalog.get("SHOPIFY-1") == Item("SHOPIFY-1", "Tea 1", "A")
        (created, *_) = tx.mappings.list_for_shop(SHOP)
    assert created.matched_by is MatchedBy.CREATED


def test_a_line_that_did_not_change_is_not_even_read(unit_of_work: UnitOfWork) -> None:
    import_variants(unit_of_work, [build_variant(1, "A"), build_variant(2, "B")])
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [build_variant(2, "C")])
        unreadable = [
            replace(line, read=raise_unreadable)
            for line in build_records([build_variant(1, "A"), build_variant(2, "B")])
        ]
        stored = SYNC_PRODUCTS.store(tx, SHOP, unreadable)
    assert (stored.written, stored.refused_lines) == (0, (RefusedLine(2, "UnreadablePayload: no variant"),))


def raise_unreadable() -> Variant:
    raise UnreadablePayload("no variant")
