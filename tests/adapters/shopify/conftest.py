"""Fixtures of the tests that read the same resource in two ways."""

from tests.contracts.shopify_candidates import sandbox_url, shopify

__all__ = ["sandbox_url", "shopify"]
