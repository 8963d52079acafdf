"""Records of privacy requests."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.privacy import PrivacyRecord
from novex_shopify.domain.model.shop import ShopDomain


class PrivacyRecords(Protocol):
    """Evidence that each request was met, and the reports for customers who asked."""

    def add(self, record: PrivacyRecord) -> None:
        """Store a record and assign its `id`."""
        ...

    def erase_reports(self, shop: ShopDomain, customer_id: int | None) -> None:
        """Delete the reports about a customer, or about all customers of the shop; the records stay."""
        ...

    def list_latest(self, limit: int) -> Sequence[PrivacyRecord]:
        """List the newest records, newest first."""
        ...

    def get(self, record_id: int) -> PrivacyRecord | None:
        """Get one record; None if there is none."""
        ...
