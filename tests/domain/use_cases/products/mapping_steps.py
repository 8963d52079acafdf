"""Steps of the tests of products: add variants, items and an order that waits, and read the mappings."""

from novex_shopify.domain.model.product import Item, ProductMapping, Variant
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.resource_keys import variant_key
from tests.builders import SHOP, VARIANT_ID, a_new_event, a_variant, an_item
from tests.domain.use_cases.event_steps import store_event
from tests.domain.use_cases.fakes import Fakes


def build_fakes() -> Fakes:
    """A connected store, and an ERP with one item."""
    fakes = Fakes()
    fakes.connect_shop()
    add_items(fakes, an_item())
    return fakes


def make_variant(number: int) -> Variant:
    """A variant whose SKU no item has."""
    return a_variant(number, sku=f"S{number}", barcode=None)


def add_variants(fakes: Fakes, *numbers: int) -> None:
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, map(make_variant, numbers))
        tx.commit()


def add_items(fakes: Fakes, *items: Item) -> None:
    """Add items to the ERP."""
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put(items)
        tx.commit()


def park_order(fakes: Fakes) -> None:
    """Park an order until the variant is mapped or ignored."""
    store_event(fakes, a_new_event(), Settlement(EventStatus.PARKED, waiting_for=(variant_key(VARIANT_ID),)))


def is_order_released(fakes: Fakes) -> bool:
    with fakes.unit_of_work() as tx:
        (event,) = tx.events.list_latest(9)
    return event.status is EventStatus.PENDING


def get_mapping(fakes: Fakes, variant_id: int) -> ProductMapping:
    with fakes.unit_of_work() as tx:
        found = tx.mappings.get(SHOP, variant_id)
    assert found is not None
    return found


def list_mappings(fakes: Fakes) -> list[ProductMapping]:
    """List all mappings by variant."""
    with fakes.unit_of_work() as tx:
        return list(tx.mappings.list_for_shop(SHOP))
