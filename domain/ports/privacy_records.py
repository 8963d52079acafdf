"""Requests about personal data that were met."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.privacy import PrivacyRecord
from novex_shopify.domain.model.shop import ShopDomain


class PrivacyRecords(Protocol):
    """The proof that a request was met, and the report for a customer who asked."""

    def add(self, record: PrivacyRecord) -> None:
        """Keep a record; its `id` is given here."""
        ...

    def erase_reports(self, shop: ShopDomain, customer_id: int | None) -> None:
        """Forget what was told about a customer, or about all of the store's; that it was told stays."""
        ...

    def list_latest(self, limit: int) -> Sequence[PrivacyRecord]:
        """The newest, newest first."""
        ...

    def get(self, record_id: int) -> PrivacyRecord | None:
        """One record."""
        ...
