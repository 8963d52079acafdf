"""The mappings of a store are exported as rows of a file."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products import export_mappings
from novex_shopify.domain.use_cases.products.export_mappings import ExportMappings
from novex_shopify.domain.use_cases.products.import_mappings import ImportMappings, LineOutcome
from novex_shopify.domain.use_cases.products.map_product import clear_mapping, ignore_mapping, map_to_item
from tests.builders import OTHER_SHOP, SHOP, a_variant
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import add_variants, list_mappings, make_variant


def test_an_export_that_is_imported_changes_nothing(fakes: Fakes) -> None:
    add_variants(fakes, *range(1, 2005))
    mapped, ignored, unmapped, matched = (ProductMapping(SHOP, make_variant(number)) for number in (1, 2, 3, 4))
    with fakes.unit_of_work() as tx:
        tx.mappings.save(map_to_item(mapped, "ART-1"), ignore_mapping(ignored), clear_mapping(unmapped))
        tx.mappings.save_matches([replace(matched, item_id="ART-1", matched_by=MatchedBy.SKU)])
        tx.commit()
    before = list_mappings(fakes)
    file = [";".join(row) + "\n" for row in (HEADER, *ExportMappings(fakes.unit_of_work)(SHOP))]
    import_mappings = ImportMappings(fakes.unit_of_work, fakes.notifier, fakes.clock)
    assert import_mappings(SHOP, file, lambda result: None).outcomes == {LineOutcome.UNCHANGED: 2004}
    assert list_mappings(fakes) == before


def test_rows_are_listed_by_variant_across_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_mappings, "PAGE_SIZE", 2)
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(number) for number in (4, 1, 3, 2)])
        tx.mappings.upsert_variants(OTHER_SHOP, [a_variant(5)])
        tx.commit()
    rows = list(ExportMappings(unit_of_work)(SHOP))
    assert [row[HEADER.index("variant")] for row in rows] == ["1", "2", "3", "4"]
