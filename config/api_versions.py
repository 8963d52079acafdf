"""The versions of the Admin API that the GraphQL documents fit (adapters/shopify/graphql/documents)."""

FITTING_API_VERSIONS = ("2026-07", "2026-10")
"""Oldest first. In an older version the documents ask for fields that do not exist, so that every order would fail.

`LineItem.weight` exists since 2026-07 (Shopify's changelog, 13 April 2026). `make graphql` validates the documents
against the schema of 2026-10. A newer version is added here after they have been validated against its schema: it may
have removed a field.
"""
