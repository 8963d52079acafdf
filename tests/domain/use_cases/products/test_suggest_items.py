"""Items are suggested to a person who maps a variant."""

import pytest

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.use_cases.products.suggest_items import SuggestItems
from tests.builders import SHOP, a_variant, an_item


@pytest.fixture
def suggest_items() -> SuggestItems:
    """Suggests from three items for one variant."""
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(1, sku="S1", barcode=None)])
        tx.erp.catalog.put(
            [an_item(), an_item("ART-2", name="Cup", sku="s-1"), an_item("ART-3", name="Grey Earl", sku=None)]
        )
        tx.commit()
    return SuggestItems(unit_of_work)


def test_items_with_a_similar_sku_come_before_items_with_a_similar_title(suggest_items: SuggestItems) -> None:
    assert [each.item.id for each in suggest_items(SHOP, 1)] == ["ART-2", "ART-3", "ART-1"]
    assert [each.item.id for each in suggest_items(SHOP, 1, limit=1)] == ["ART-2"]


def test_nothing_is_suggested_for_an_unknown_variant(suggest_items: SuggestItems) -> None:
    with pytest.raises(NotFound, match="no variant 404"):
        suggest_items(SHOP, 404)


def test_the_best_item_of_each_variant_has_its_sku_in_another_form_though_no_word_of_its_title() -> None:
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(1, title="Teapot - Sand", sku="POT-SND", barcode=None)])
        tx.erp.catalog.put([an_item("ART-4", name="Vessel", sku="pot snd")])
        tx.commit()
    best = SuggestItems(unit_of_work).find_best(SHOP, [1])[1]
    assert best
    assert (best.item.id, best.exact) == ("ART-4", True)
