"""Products are brought over: the same on every database, and a second time nothing is written."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from novex_shopify.adapters.erp.builtin import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import Item, MatchedBy, Variant
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases import sync_products
from novex_shopify.domain.use_cases.sync_products import SyncProducts
from tests.builders import HOUR, NOON, SHOP, a_shop
from tests.contracts.conftest import CIPHER

SYNC = SyncProducts(ManualClock())


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few variants are several pages."""
    monkeypatch.setattr(sync_products, "MATCHED_AT_ONCE", 2)
    monkeypatch.setattr(sync_products, "LOOKED_THROUGH_AT_ONCE", 2)


def variant(number: int, sku: str | None, product: int = 1, **more: str) -> Variant:
    return Variant(product, number, f"Tea {number}", sku, updated_at=NOON, **more)


def bring_over(
    unit_of_work: UnitOfWork, variants: Sequence[Variant], began: timedelta = HOUR, *, whole: bool = True
) -> int:
    """One import; returns how many variants it wrote."""
    with unit_of_work() as tx:
        written = SYNC.store(tx, SHOP, lines(variants)).written
        tx.commit()
    ids = array("q", sorted(each.variant_id for each in variants)) if whole else None
    run = ImportRun(1, SHOP, ImportKind.PRODUCTS, ImportStatus.RUNNING, created_at=NOON + began)
    step: str | None = None
    while True:
        with unit_of_work() as tx:
            step = SYNC.finish(tx, run, ids, step)
            tx.commit()
        if step is None:
            return written


def lines(variants: Sequence[Variant]) -> list[BulkRecord[Variant]]:
    """What a file holds of these variants."""
    return [
        BulkRecord(number, each.variant_id, hash(each), partial(lambda variant: variant, each))
        for number, each in enumerate(variants, 1)
    ]


def items(unit_of_work: UnitOfWork) -> dict[int, str | None]:
    """The item of each variant that is known."""
    with unit_of_work() as tx:
        return {mapping.variant.variant_id: mapping.item_id for mapping in tx.mappings.of(SHOP)}


def stock(unit_of_work: UnitOfWork, *skus: str) -> None:
    """Have the ERP know these SKUs."""
    with unit_of_work() as tx:
        tx.erp.catalog.put(Item(f"ART-{sku}", sku, sku) for sku in skus)
        tx.commit()


def test_variants_are_matched_page_by_page(unit_of_work: UnitOfWork) -> None:
    stock(unit_of_work, "A", "B", "C", "D")
    variants = [variant(1, "A"), variant(2, "B"), variant(3, "C"), variant(4, "D"), variant(5, "A"), variant(6, None)]
    assert bring_over(unit_of_work, variants) == 6
    assert items(unit_of_work) == {1: None, 2: "ART-B", 3: "ART-C", 4: "ART-D", 5: None, 6: None}


def test_a_second_import_writes_what_changed_and_nothing_else(unit_of_work: UnitOfWork) -> None:
    stock(unit_of_work, "A")
    variants = [variant(1, "A"), variant(2, "B"), variant(3, "C")]
    bring_over(unit_of_work, variants)
    assert bring_over(unit_of_work, variants) == 0
    assert bring_over(unit_of_work, [*variants[:2], variant(3, "C", status="draft")]) == 1
    stock(unit_of_work, "B")
    assert bring_over(unit_of_work, variants[:2], whole=False) == 0
    assert items(unit_of_work) == {1: "ART-A", 2: "ART-B", 3: None}


def test_a_second_import_touches_no_row(engine: Engine) -> None:
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    stock(unit_of_work, "A")
    variants = [variant(1, "A"), variant(2, "B"), variant(3, None)]
    bring_over(unit_of_work, variants)
    before = versions(engine)
    bring_over(unit_of_work, variants)
    assert versions(engine) == before


def versions(engine: Engine) -> list[tuple[object, ...]]:
    """Which transaction wrote or locked each row, where the database tells; or how much was ever written."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            statement = "SELECT variant_id, xmin::text, xmax::text FROM shopify_product_mappings ORDER BY variant_id"
        else:
            statement = "SELECT * FROM shopify_product_mappings ORDER BY variant_id"
        return [tuple(row) for row in connection.execute(text(statement))]


def test_what_a_complete_import_does_not_hold_is_forgotten_or_marked(unit_of_work: UnitOfWork) -> None:
    stock(unit_of_work, "A", "E")
    bring_over(unit_of_work, [variant(1, "A"), variant(2, "B"), variant(3, "C"), variant(4, "D"), variant(5, "E")])
    bring_over(unit_of_work, [variant(3, "C"), variant(4, "D")], whole=False)
    assert list(items(unit_of_work)) == [1, 2, 3, 4, 5]
    bring_over(unit_of_work, [variant(4, "D")])
    with unit_of_work() as tx:
        marked = [(each.variant.variant_id, each.deleted_at is not None) for each in tx.mappings.of(SHOP)]
    assert marked == [(1, True), (4, False), (5, True)]


def test_what_came_after_the_list_began_is_not_taken_for_gone(unit_of_work: UnitOfWork) -> None:
    bring_over(unit_of_work, [variant(1, "A")])
    bring_over(unit_of_work, [], began=timedelta(0))
    assert list(items(unit_of_work)) == [1]


def test_a_merged_product_hands_its_key_on(unit_of_work: UnitOfWork) -> None:
    stock(unit_of_work, "A")
    bring_over(unit_of_work, [variant(1, "A")])
    bring_over(unit_of_work, [variant(2, "A", product=2)])
    assert items(unit_of_work) == {1: "ART-A", 2: "ART-A"}


def test_a_mapping_of_the_rule_follows_a_new_sku_and_stays_if_that_is_nobodys(unit_of_work: UnitOfWork) -> None:
    stock(unit_of_work, "A", "B")
    bring_over(unit_of_work, [variant(1, "A"), variant(2, "A2")])
    with unit_of_work() as tx:
        (_, second) = tx.mappings.of(SHOP)
        tx.mappings.match([type(second)(SHOP, second.variant, "ART-A", MatchedBy.SKU)])
        tx.commit()
    bring_over(unit_of_work, [variant(1, "B"), variant(2, "X")])
    assert items(unit_of_work) == {1: "ART-B", 2: "ART-A"}
    with unit_of_work() as tx:
        reasons = [mapping.reason for mapping in tx.mappings.of(SHOP)]
    assert reasons == [None, "SKU or barcode changed; still mapped as before, since no ERP item has SKU X"]


def test_missing_items_are_created_once_where_the_store_wants_it(unit_of_work: UnitOfWork) -> None:
    variants = [variant(1, "A"), variant(2, "B"), variant(3, "B"), variant(4, None), variant(5, "C", status="archived")]
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    bring_over(unit_of_work, variants)
    assert set(items(unit_of_work).values()) == {None}
    for _ in range(2):
        with unit_of_work() as tx:
            tx.shops.save_settings(SHOP, ShopSettings(create_missing_items=True))
            tx.commit()
        bring_over(unit_of_work, variants)
        assert items(unit_of_work) == {1: "SHOPIFY-1", 2: None, 3: None, 4: None, 5: None}
    with unit_of_work() as tx:
        assert list(tx.erp.catalog.all()) == [Item("SHOPIFY-1", "Tea 1", "A")]
        (created, *_) = tx.mappings.of(SHOP)
    assert created.matched_by is MatchedBy.CREATED


def test_a_line_that_did_not_change_is_not_even_read(unit_of_work: UnitOfWork) -> None:
    bring_over(unit_of_work, [variant(1, "A"), variant(2, "B")])
    with unit_of_work() as tx:
        tx.mappings.see(SHOP, [variant(2, "C")])
        unreadable = [replace(line, read=refuse) for line in lines([variant(1, "A"), variant(2, "B")])]
        stored = SYNC.store(tx, SHOP, unreadable)
    assert (stored.written, stored.refused) == (0, (RefusedLine(2, "UnreadablePayload: no variant"),))


def refuse() -> Variant:
    raise UnreadablePayload("no variant")
