"""The mappings of a store are exported as rows of a file."""

import pytest

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products import export_mappings
from novex_shopify.domain.use_cases.products.export_mappings import ExportMappings
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome
from tests.builders import OTHER_SHOP, SHOP, a_variant
from tests.domain.use_cases.products.mapping_steps import add_variants


def test_an_export_that_is_imported_changes_nothing(connected: Container) -> None:
    add_variants(connected, *range(1, 2005))
    connected.map_product()(SHOP, 1, "ART-1")
    connected.map_product().ignore(SHOP, 2)
    connected.map_product().unmap(SHOP, 3)
    with connected.unit_of_work()() as tx:
        tx.mappings.save_matches([ProductMapping(SHOP, a_variant(4, sku="S4", barcode=None), "ART-1", MatchedBy.SKU)])
        before = list(tx.mappings.list_for_shop(SHOP))
        tx.commit()
    file = [";".join(row) + "\n" for row in (HEADER, *connected.export_mappings()(SHOP))]
    imported = connected.import_mappings()(SHOP, file, lambda result: None)
    assert imported.outcomes == {LineOutcome.UNCHANGED: 2004}
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.list_for_shop(SHOP)) == before


def test_rows_are_listed_by_variant_across_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_mappings, "PAGE_SIZE", 2)
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(number) for number in (4, 1, 3, 2)])
        tx.mappings.upsert_variants(OTHER_SHOP, [a_variant(5)])
        tx.commit()
    rows = list(ExportMappings(unit_of_work)(SHOP))
    assert [row[HEADER.index("variant")] for row in rows] == ["1", "2", "3", "4"]
