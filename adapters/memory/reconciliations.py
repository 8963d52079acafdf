"""Reconciliations in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.reconciliation import DayProof
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryReconciliations:
    """The port `Reconciliations`."""

    state: State

    def watermark(self, shop: ShopDomain) -> datetime | None:
        """Up to when every change was looked at."""
        return self.state.watermarks.get(shop)

    def move_watermark(self, shop: ShopDomain, at: datetime) -> None:
        """Move it forward."""
        self.state.watermarks[shop] = max(at, self.state.watermarks.get(shop, at))

    def keep(self, proof: DayProof) -> None:
        """Keep a proof."""
        self.state.proofs[proof.shop, proof.day] = proof

    def proofs(self, shop: ShopDomain | None = None, limit: int = 30) -> Sequence[DayProof]:
        """The proofs of the newest days."""
        proofs = [proof for proof in self.state.proofs.values() if shop in (None, proof.shop)]
        return sorted(proofs, key=lambda proof: (-proof.day.toordinal(), proof.shop))[:limit]
