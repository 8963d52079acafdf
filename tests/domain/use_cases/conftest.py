"""The product in memory: every use case is real, the world around it is not."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from tests.builders import SHOP, an_item


@pytest.fixture
def store() -> FakeShop:
    """The Shopify store."""
    return FakeShop()


@pytest.fixture
def container(store: FakeShop) -> Container:
    """The container, with nothing connected yet."""
    return build_in_memory_container(store)


@pytest.fixture
def clock(container: Container) -> ManualClock:
    """The container's clock."""
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    return clock


@pytest.fixture
def connected(container: Container, store: FakeShop) -> Container:
    """The store is connected by its permanent token, the ERP has an item for its only product."""
    with container.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    container.connect_shop().connect_with_token(SHOP, store.access_token)
    return container
