"""Fixtures of the tests of connections."""

import pytest

from tests.domain.use_cases.shops.shop_fakes import ShopFakes


@pytest.fixture
def fakes() -> ShopFakes:
    """No store is connected."""
    return ShopFakes()


@pytest.fixture
def connected(fakes: ShopFakes) -> ShopFakes:
    """The store is connected by a permanent token."""
    fakes.connect_shop()
    return fakes
