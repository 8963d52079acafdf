"""Shopify: OAuth, the Admin API, bulk operations and webhook bodies."""
