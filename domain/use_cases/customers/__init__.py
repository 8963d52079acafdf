"""Customers, and requests about their personal data."""

from novex_shopify.domain.use_cases.customers.import_customers import ImportCustomers
from novex_shopify.domain.use_cases.customers.keep_separate import KeepSeparate
from novex_shopify.domain.use_cases.customers.list_duplicates import ListDuplicates
from novex_shopify.domain.use_cases.customers.privacy_requests import GetPrivacyReport, ListOpenPrivacyRequests
from novex_shopify.domain.use_cases.customers.set_minimum_life import SetMinimumLife

__all__ = [
    "GetPrivacyReport",
    "ImportCustomers",
    "KeepSeparate",
    "ListDuplicates",
    "ListOpenPrivacyRequests",
    "SetMinimumLife",
]
