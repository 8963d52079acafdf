"""A warehouse for each test."""

from tests.domain.use_cases.stock.conftest import warehouse

__all__ = ["warehouse"]
