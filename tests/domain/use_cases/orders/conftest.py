"""Fixtures of the tests about orders."""

import pytest

from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import map_product


@pytest.fixture
def fakes() -> Fakes:
    """The store is connected; its product is not mapped."""
    fakes = Fakes()
    fakes.connect_shop()
    return fakes


@pytest.fixture
def mapped(fakes: Fakes) -> Fakes:
    """The store is connected, and its product is mapped."""
    map_product(fakes)
    return fakes
