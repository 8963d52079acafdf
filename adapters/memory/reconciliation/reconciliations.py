"""Reconciliations in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryReconciliations:
    """The port `Reconciliations`."""

    state: State

    def get_watermark(self, shop: ShopDomain) -> datetime | None:
        return self.state.watermarks.get(shop)

    def move_watermark(self, shop: ShopDomain, at: datetime) -> None:
        self.state.watermarks[shop] = max(at, self.state.watermarks.get(shop, at))

    def save_audit(self, audit: DailyAudit) -> None:
        self.state.daily_audits[audit.shop, audit.day] = audit

    def list_audits(self, shop: ShopDomain | None = None, limit: int = 30) -> Sequence[DailyAudit]:
        audits = [audit for audit in self.state.daily_audits.values() if shop in (None, audit.shop)]
        return sorted(audits, key=lambda audit: (-audit.day.toordinal(), audit.shop))[:limit]
