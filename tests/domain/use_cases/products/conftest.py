"""Fixtures of the tests of products."""

import pytest

from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.products.mapping_steps import build_fakes


@pytest.fixture
def fakes() -> Fakes:
    return build_fakes()
