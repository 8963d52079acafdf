"""Imports all records of a kind through a bulk operation."""

from novex_shopify.domain.use_cases.imports.run_import import RunImport

__all__ = [
    "RunImport",
]
