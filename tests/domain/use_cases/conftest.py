"""The product in memory: the use cases are real, the adapters are fakes."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from tests.builders import SHOP, a_variant, an_item, an_order_body
from tests.domain.use_cases.webhook_steps import map_product, process_events, receive_webhook
from tests.webhook_bodies import ADDRESS


@pytest.fixture
def fake_shop() -> FakeShop:
    """The shop at Shopify."""
    return FakeShop()


@pytest.fixture
def container(fake_shop: FakeShop) -> Container:
    """The container, with no store connected."""
    return build_in_memory_container(fake_shop)


@pytest.fixture
def clock(container: Container) -> ManualClock:
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    return clock


@pytest.fixture
def connected(container: Container, fake_shop: FakeShop) -> Container:
    """A container with the store connected by a permanent token, and an ERP item for its only product."""
    with container.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    container.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    return container


@pytest.fixture
def mapped(connected: Container, fake_shop: FakeShop) -> Container:
    """The store is connected, and the import has mapped its product."""
    fake_shop.variants = [a_variant()]
    while connected.run_import().run_next():
        pass
    return connected


@pytest.fixture
def booked(connected: Container) -> Container:
    """The order is in the ERP, with an address."""
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(shipping_address=ADDRESS, note="Ring twice"), "webhook-0")
    process_events(connected)
    return connected
