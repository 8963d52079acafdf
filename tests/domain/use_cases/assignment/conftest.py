"""A warehouse for each test."""

import pytest

from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import open_warehouse


@pytest.fixture
def warehouse() -> Fakes:
    """Two items, a rack and a freezer."""
    fakes = Fakes()
    open_warehouse(fakes.unit_of_work)
    return fakes
