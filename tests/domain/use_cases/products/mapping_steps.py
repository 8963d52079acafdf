"""Shared steps: add variants, and read their mappings."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import ProductMapping
from tests.builders import SHOP, a_variant


def add_variants(container: Container, *numbers: int) -> None:
    with container.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(number, sku=f"S{number}", barcode=None) for number in numbers])
        tx.commit()


def get_mapping(container: Container, variant_id: int) -> ProductMapping:
    with container.unit_of_work()() as tx:
        found = tx.mappings.get(SHOP, variant_id)
    assert found is not None
    return found
