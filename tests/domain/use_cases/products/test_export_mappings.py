"""The mappings of a store are exported as rows of a file."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome
from tests.builders import SHOP, a_variant
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
    imported = connected.import_mappings()(SHOP, file, lambda fate: None)
    assert imported.outcomes == {LineOutcome.UNCHANGED: 2004}
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.list_for_shop(SHOP)) == before
