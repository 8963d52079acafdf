"""Products are imported: the same on every database, and a second import writes nothing."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, text

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import Item, MatchedBy, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.imports.importer import ImportStep, Listing
from novex_shopify.domain.use_cases.imports.run_import import RunImport
from novex_shopify.domain.use_cases.products import sync_products
from novex_shopify.domain.use_cases.products.apply_product import ApplyProduct
from novex_shopify.domain.use_cases.products.map_product import clear_mapping, map_to_item
from novex_shopify.domain.use_cases.products.sync_products import SyncProducts
from tests.builders import HOUR, NOON, SECOND, SHOP, VARIANT_ID, a_shop, a_variant
from tests.databases import CIPHER
from tests.domain.use_cases.event_steps import DONE, WORKER, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import is_order_released, list_mappings, park_order

SYNC_PRODUCTS = SyncProducts(ManualClock())


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few variants fill several pages."""
    monkeypatch.setattr(sync_products, "MATCH_BATCH_SIZE", 2)
    monkeypatch.setattr(sync_products, "SCAN_BATCH_SIZE", 2)


def build_variant(number: int, sku: str | None, product: int = 1, **more: Any) -> Variant:
    return Variant(product, number, f"Tea {number}", sku, updated_at=NOON, **more)


def test_a_field_that_cannot_be_read_keeps_its_known_value() -> None:
    fakes = Fakes()
    import_variants(fakes.unit_of_work, [build_variant(1, "TEA", barcode="40123")])
    unread = frozenset({"sku", "title"})
    import_variants(fakes.unit_of_work, [replace(build_variant(1, None), title="", unread=unread)])
    (mapping,) = list_mappings(fakes)
    assert mapping.variant == build_variant(1, "TEA")


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
    assert reasons == [None, "SKU or barcode changed; still mapped as before, since no ERP item has exactly the SKU X"]


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
        assert set(tx.erp.catalog.get_many([f"SHOPIFY-{variant.variant_id}" for variant in variants])) == {"SHOPIFY-1"}
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


def test_a_decision_of_a_person_stays(unit_of_work: UnitOfWork) -> None:
    add_items(unit_of_work, "A", "B")
    variants = [build_variant(1, "A"), build_variant(2, "A2")]
    import_variants(unit_of_work, variants)
    with unit_of_work() as tx:
        first, second = tx.mappings.list_for_shop(SHOP)
        tx.mappings.save(clear_mapping(first), map_to_item(second, "ART-B"))
        decided = list(tx.mappings.list_for_shop(SHOP))
        tx.commit()
    import_variants(unit_of_work, variants)
    with unit_of_work() as tx:
        assert list(tx.mappings.list_for_shop(SHOP)) == decided


def test_a_mapped_variant_releases_the_orders_that_wait_for_it(fakes: Fakes) -> None:
    park_order(fakes)
    import_variants(fakes.unit_of_work, [build_variant(VARIANT_ID, "TEA")])
    assert is_order_released(fakes)


def import_products(fakes: Fakes, *meanwhile: bytes) -> ImportRun:
    """Run an import; the products `meanwhile` change after the file was requested, and before it is read."""
    fakes.shop.delays_bulk_operations = True
    run_import = RunImport(
        unit_of_work=fakes.unit_of_work,
        operations=fakes.operations,
        importers={ImportKind.PRODUCTS: SyncProducts(fakes.clock)},
        access=fakes.access,
        retry=RetryPolicy(random=lambda: 0),
        notifier=fakes.notifier,
        clock=fakes.clock,
        worker=WORKER,
        active_claims=ActiveClaims(),
    )
    run = run_import.start(SHOP, ImportKind.PRODUCTS)
    assert run_import.run_next()
    for body in meanwhile:
        assert apply_event(fakes, ApplyProduct(JsonPayloadReader(), fakes.clock), body) == DONE
    fakes.clock.advance(HOUR)
    assert run_import.run_next()
    with fakes.unit_of_work() as tx:
        return tx.imports.get(run.id) or run


def test_products_are_imported_and_certain_matches_are_mapped(fakes: Fakes) -> None:
    fakes.shop.variants = [a_variant(1), a_variant(2, sku="CUP"), a_variant(3, sku=None, barcode=None)]
    run = import_products(fakes)
    assert (run.status, run.progress.read, run.progress.total) == (ImportStatus.DONE, 3, 3)
    mapped, *unmapped = list_mappings(fakes)
    assert (mapped.variant.variant_id, mapped.item_id, mapped.matched_by) == (1, "ART-1", MatchedBy.SKU)
    assert [(mapping.item_id, mapping.reason) for mapping in unmapped] == [
        (None, "no ERP item has exactly the SKU CUP"),
        (None, "the variant has neither SKU nor barcode"),
    ]


def test_an_older_line_does_not_restore_a_variant_that_a_newer_webhook_removed(fakes: Fakes) -> None:
    fakes.shop.variants = [a_variant(number, product_id=1, sku=f"SKU-{number}", updated_at=NOON) for number in (1, 2)]
    updated_at = (NOON + 5 * SECOND).isoformat()
    one_variant = {"id": 1, "title": "Tea", "updated_at": updated_at, "variants": [{"id": 1, "sku": "SKU-1"}]}
    import_products(fakes, json.dumps(one_variant).encode())
    assert [mapping.variant.variant_id for mapping in list_mappings(fakes)] == [1]


def test_a_variant_created_when_the_file_was_requested_is_not_deleted(fakes: Fakes) -> None:
    fakes.clock.advance(timedelta(milliseconds=500))
    fakes.shop.variants = [a_variant(1, product_id=1, updated_at=NOON - HOUR)]
    created = {"id": 77, "title": "New", "updated_at": NOON.isoformat(), "variants": [{"id": 700}]}
    import_products(fakes, json.dumps(created).encode())
    assert {mapping.variant.variant_id for mapping in list_mappings(fakes)} == {1, 700}
