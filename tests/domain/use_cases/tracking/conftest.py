"""Fixtures of the tests of webhooks."""

import pytest

from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    """A connected store."""
    fakes = Fakes()
    fakes.connect_shop()
    return fakes
