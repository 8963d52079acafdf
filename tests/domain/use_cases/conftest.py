"""The product in memory: every use case is real, the world around it is not."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory import in_memory_container
from tests.builders import SHOP, an_item


@pytest.fixture
def store() -> MemoryStore:
    """The Shopify store."""
    return MemoryStore()


@pytest.fixture
def container(store: MemoryStore) -> Container:
    """The container, with nothing connected yet."""
    return in_memory_container(store)


@pytest.fixture
def clock(container: Container) -> ManualClock:
    """The container's clock."""
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    return clock


@pytest.fixture
def connected(container: Container, store: MemoryStore) -> Container:
    """The store is connected by its permanent token, the ERP has an item for its only product."""
    with container.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    container.connect_shop().with_token(SHOP, store.access_token)
    return container
