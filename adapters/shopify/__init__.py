"""Shopify: OAuth, the Admin API, and the payloads of its webhooks."""
