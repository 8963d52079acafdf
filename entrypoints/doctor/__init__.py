"""Checks of every part between Shopify and the ERP."""
