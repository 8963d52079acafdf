"""How far stores are known to be whole, and the proofs of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import ShopDomain


class Reconciliations(Protocol):
    """One watermark per store, one proof per store and day."""

    def get_watermark(self, shop: ShopDomain) -> datetime | None:
        """Up to when every change of the store's orders was looked at."""
        ...

    def move_watermark(self, shop: ShopDomain, at: datetime) -> None:
        """Move it forward; it never goes back."""
        ...

    def save_audit(self, audit: DailyAudit) -> None:
        """Keep a proof in place of the day's last one."""
        ...

    def list_audits(self, shop: ShopDomain | None = None, limit: int = 30) -> Sequence[DailyAudit]:
        """The proofs of the newest days, newest first."""
        ...
