"""How far each shop was read, and the daily audits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import ShopDomain


class Reconciliations(Protocol):
    """One watermark per shop, one audit per shop and day."""

    def get_watermark(self, shop: ShopDomain) -> datetime | None:
        """Return the time up to which all changes of the shop's orders were read."""
        ...

    def move_watermark(self, shop: ShopDomain, at: datetime) -> None:
        """Move the watermark forward; it never moves back."""
        ...

    def save_audit(self, audit: DailyAudit) -> None:
        """Store an audit, replacing the day's last one."""
        ...

    def list_audits(self, shop: ShopDomain | None = None, limit: int = 30) -> Sequence[DailyAudit]:
        """List the audits of the newest days, newest first."""
        ...
