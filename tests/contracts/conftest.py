"""Fixtures of the contract tests."""

from tests.contracts.shopify_candidates import sandbox_url, shopify
from tests.contracts.stock_candidates import stock

__all__ = ["sandbox_url", "shopify", "stock"]
