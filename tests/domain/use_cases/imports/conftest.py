"""Fixtures of the tests of imports."""

import pytest

from novex_shopify.domain.model.import_run import ImportKind
from tests.builders import NOON, SHOP
from tests.domain.use_cases.imports.import_fakes import ImportFakes


@pytest.fixture
def fakes() -> ImportFakes:
    """A connected store whose customers are due to be imported."""
    fakes = ImportFakes()
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        tx.commit()
    return fakes


@pytest.fixture
def slow(fakes: ImportFakes) -> ImportFakes:
    """The bulk operations of the store do not complete at once."""
    fakes.shop.delays_bulk_operations = True
    return fakes
