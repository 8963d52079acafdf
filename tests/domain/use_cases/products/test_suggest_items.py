"""Items are suggested to a person who maps a variant."""

import pytest

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from tests.builders import SHOP, an_item
from tests.domain.use_cases.products.mapping_steps import add_variants


def test_items_are_suggested_for_what_the_rule_leaves_open(connected: Container) -> None:
    add_variants(connected, 1)
    with connected.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item("ART-2", name="Cup", sku="s-1"), an_item("ART-3", name="Grey Earl", sku=None)])
        tx.commit()
    found = connected.suggest_items()(SHOP, 1)
    assert [each.item.id for each in found] == ["ART-2", "ART-3", "ART-1"]
    assert [each.item.id for each in connected.suggest_items()(SHOP, 1, limit=1)] == ["ART-2"]
    with pytest.raises(NotFound):
        connected.suggest_items()(SHOP, 404)
