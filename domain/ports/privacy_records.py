"""Records of privacy requests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.privacy import PrivacyRecord
from novex_shopify.domain.model.shop import ShopDomain


class PrivacyRecords(Protocol):
    """Evidence that each request was met, the reports for customers who asked, and what was erased unseen."""

    def add(self, record: PrivacyRecord) -> None:
        """Store a record and assign its `id`."""
        ...

    def is_met(self, shop: ShopDomain, signature: str) -> bool:
        """Return whether a request with this signature was met."""
        ...

    def erase_old_reports(self, completed_before: datetime) -> None:
        """Delete the reports of requests that were met before this time; the records stay."""
        ...

    def erase_reports(self, shop: ShopDomain, customer_id: int | None) -> None:
        """Delete the reports about a customer, or about all customers of the shop; the records stay."""
        ...

    def remember_erasures(self, shop: ShopDomain, resource_keys: Collection[str], at: datetime) -> None:
        """Remember when records were to be erased that had not arrived yet; the latest time of each stays."""
        ...

    def find_erasures(self, shop: ShopDomain, resource_keys: Collection[str]) -> Mapping[str, datetime]:
        """Return the times of those that are remembered."""
        ...

    def find_shop_erasure(self, shop: ShopDomain) -> datetime | None:
        """Return when all of the shop's customers were last erased."""
        ...

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[PrivacyRecord]:
        """List the newest records, newest first; before the record with the id `before`, if given."""
        ...

    def count(self, limit: int) -> int:
        """Count the records, up to `limit`."""
        ...

    def get(self, record_id: int) -> PrivacyRecord | None:
        """Get one record; None if there is none."""
        ...
