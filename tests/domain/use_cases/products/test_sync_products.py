"""Products are imported: the same on every database, and a second import writes nothing."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import Item, MappingStatus, MatchedBy, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.imports.importer import ImportStep, Listing
from novex_shopify.domain.use_cases.products import sync_products
from novex_shopify.domain.use_cases.products.sync_products import SyncProducts
from tests.builders import HOUR, NOON, SHOP, a_delivery, a_shop, a_variant, an_order_body
from tests.databases import CIPHER
from tests.domain.use_cases.import_steps import get_latest_run, run_until_idle

SYNC_PRODUCTS = SyncProducts(ManualClock())


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few variants fill several pages."""
    monkeypatch.setattr(sync_products, "MATCH_BATCH_SIZE", 2)
    monkeypatch.setattr(sync_products, "SCAN_BATCH_SIZE", 2)


def build_variant(number: int, sku: str | None, product: int = 1, **more: str) -> Variant:
    return Variant(product, number, f"Tea {number}", sku, updated_at=NOON, **more)


def import_variants(
    unit_of_work: UnitOfWork, variants: Sequence[Variant], start: timedelta = HOUR, *, complete: bool = True
) -> int:
    """Import once; returns how many variants were written."""
    with unit_of_work() as tx:
        written = SYNC_PRODUCTS.store(tx, SHOP, build_records(variants)).written
        tx.commit()
    listing = (
        Listing(array("q", sorted(each.variant_id for each in variants)), complete=True) if complete else Listing()
    )
    run = ImportRun(1, SHOP, ImportKind.PRODUCTS, ImportStatus.RUNNING, created_at=NOON + start)
    step: ImportStep | None = None
    while True:
        with unit_of_work() as tx:
            step = SYNC_PRODUCTS.run_step(tx, run, listing, step)
            tx.commit()
        if step is None:
            return written


def build_records(variants: Sequence[Variant]) -> list[BulkRecord[Variant]]:
    """Build the records of a file with these variants."""
    return [
        BulkRecord(number, each.variant_id, hash(each), partial(lambda variant: variant, each))
        for number, each in enumerate(variants, 1)
    ]


def list_mapped_items(unit_of_work: UnitOfWork) -> dict[int, str | None]:
    """List the items by variant."""
    with unit_of_work() as tx:
        return {mapping.variant.variant_id: mapping.item_id for mapping in tx.mappings.list_for_shop(SHOP)}


def add_items(unit_of_work: UnitOfWork, *skus: str) -> None:
    """Add an item per SKU to the ERP."""
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
    """List which transactions wrote or locked each row; on SQLite, which does not record that, the rows."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            statement = "SELECT variant_id, xmin::text, xmax::text FROM shopify_product_mappings ORDER BY variant_id"
        else:
            statement = "SELECT * FROM shopify_product_mappings ORDER BY variant_id"
        return [tuple(row) for row in connection.execute(text(statement))]


def test_variants_missing_in_a_complete_import_are_removed_or_marked_as_deleted(unit_of_work: UnitOfWork) -> None:
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


def test_a_variant_created_after_the_export_started_is_not_deleted(unit_of_work: UnitOfWork) -> None:
    import_variants(unit_of_work, [build_variant(1, "A")])
    import_variants(unit_of_work, [], start=timedelta(0))
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


def test_an_unchanged_line_is_not_parsed(unit_of_work: UnitOfWork) -> None:
    import_variants(unit_of_work, [build_variant(1, "A"), build_variant(2, "B")])
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [build_variant(2, "C")])
        unreadable = [
            replace(line, read=raise_unreadable)
            for line in build_records([build_variant(1, "A"), build_variant(2, "B")])
        ]
        stored = SYNC_PRODUCTS.store(tx, SHOP, unreadable)
    assert (stored.written, stored.refused_lines) == (0, (RefusedLine(2, "no variant"),))


def raise_unreadable() -> Variant:
    raise UnreadablePayload("no variant")


def test_products_are_imported_and_certain_matches_are_mapped(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.variants = [a_variant(1), a_variant(2, sku="CUP"), a_variant(3, sku=None, barcode=None)]
    run_until_idle(connected)
    run = get_latest_run(connected, ImportKind.PRODUCTS)
    assert (run.status, run.progress.read, run.progress.total) == (ImportStatus.DONE, 3, 3)
    with connected.unit_of_work()() as tx:
        (mapped,) = tx.mappings.list_for_shop(SHOP, MappingStatus.MAPPED)
        reasons = [mapping.reason for mapping in tx.mappings.list_for_shop(SHOP, MappingStatus.UNMAPPED)]
    assert (mapped.variant.variant_id, mapped.item_id, mapped.matched_by) == (1, "ART-1", MatchedBy.SKU)
    assert reasons == ["no ERP item has SKU CUP", "the variant has neither SKU nor barcode"]


def test_a_mapping_by_a_person_stays(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.variants = [a_variant(2, sku="CUP")]
    run_until_idle(connected)
    connected.map_product()(SHOP, 2, "ART-1")
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, 2)
    assert mapping is not None
    assert (mapping.item_id, mapping.matched_by) == ("ART-1", MatchedBy.PERSON)


def test_a_variant_unmapped_by_a_person_is_not_mapped_automatically(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.variants = [a_variant(1)]
    run_until_idle(connected)
    connected.map_product().unmap(SHOP, 1)
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, 1)
    assert mapping is not None
    assert (mapping.item_id, mapping.reason) == (None, "unmapped by a person")


def test_orders_that_arrived_before_their_products_continue(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.variants = [a_variant()]
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    while connected.process_event().run_next():
        pass
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        assert len(tx.erp.orders.list_latest(9)) == 1


def test_an_older_line_does_not_restore_a_variant_that_a_newer_webhook_removed(
    connected: Container, fake_shop: FakeShop
) -> None:
    run_until_idle(connected)
    fake_shop.delays_bulk_operations = True
    fake_shop.variants = [a_variant(number, product_id=1, sku=f"SKU-{number}", updated_at=NOON) for number in (1, 2)]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    connected.run_import().run_next()
    body = {"id": 1, "title": "Tea", "updated_at": (NOON + timedelta(seconds=5)).isoformat(), "status": "active"}
    one_variant = json.dumps(body | {"variants": [{"id": 1, "sku": "SKU-1"}]}).encode()
    connected.ingest_webhook()([a_delivery("products/update", one_variant, "update")])
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP)] == [1]


def test_a_variant_created_when_the_file_was_requested_is_not_deleted(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    run_until_idle(connected)
    clock.advance(timedelta(milliseconds=500))
    fake_shop.delays_bulk_operations = True
    fake_shop.variants = [a_variant(1, product_id=1, updated_at=NOON - timedelta(hours=1))]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    connected.run_import().run_next()
    this_second = clock.now().replace(microsecond=0).isoformat()
    body = {"id": 77, "title": "New", "updated_at": this_second, "status": "active", "variants": [{"id": 700}]}
    connected.ingest_webhook()([a_delivery("products/create", json.dumps(body).encode(), "create")])
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        assert {mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP)} == {1, 700}
