"""Hashing a console password, for people who set CONSOLE_PASSWORD_HASH."""

from novex_shopify.adapters.crypto.passwords import hash_password

__all__ = ["hash_password"]
