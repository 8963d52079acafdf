"""Fixtures of the contract tests."""

from tests.contracts.shopify_candidates import sandbox_url, shopify

__all__ = ["sandbox_url", "shopify"]
