"""Webhook payloads in the shape of Shopify's classic webhooks."""
