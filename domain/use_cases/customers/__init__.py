"""Customers, and requests about their personal data."""

from novex_shopify.domain.use_cases.customers.import_customers import ImportCustomers

__all__ = [
    "ImportCustomers",
]
