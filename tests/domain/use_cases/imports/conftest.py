"""Fixtures of the tests of imports."""

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container


@pytest.fixture(autouse=True)
def batches_of_ten(container: Container) -> None:
    container.run_import.add_kwargs(max_batch_size=10)


@pytest.fixture
def slow_shop(fake_shop: FakeShop) -> FakeShop:
    """A store whose bulk operations do not complete at once."""
    fake_shop.delays_bulk_operations = True
    return fake_shop
