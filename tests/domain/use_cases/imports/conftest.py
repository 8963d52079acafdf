"""Small batches, and a store that takes long to write a file."""

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container


@pytest.fixture(autouse=True)
def small_batches(container: Container) -> None:
    """Ten lines each."""
    container.run_import.add_kwargs(max_batch_size=10)


@pytest.fixture
def slow(store: FakeShop) -> FakeShop:
    """A store that takes its time over a file."""
    store.delays_bulk_operations = True
    return store
