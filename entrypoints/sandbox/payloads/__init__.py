"""Webhook bodies, in the shape Shopify's classic webhooks have."""
