"""How far the stock of stores is with Shopify, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from novex_shopify.adapters.memory.due_records import claim_due
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.work import WorkerId

_SETTLED = ("open_key", "row_limit", "failures", "next_attempt_at", "last_error")


@dataclass(frozen=True, slots=True)
class MemoryStockSyncs:
    """The port `StockSyncs`."""

    state: State

    def wake(self, shops: Collection[ShopDomain], at: datetime) -> None:
        for shop in shops:
            sync = self._get_or_create(shop)
            self._change(sync, next_attempt_at=min(sync.next_attempt_at or at, at))

    def claim(self, worker: WorkerId, now: datetime) -> StockSync | None:
        return claim_due(self.state.stock_syncs, self.state.stock_claims, worker, now)

    def lock(self, shop: ShopDomain) -> StockSync | None:
        return self.find(shop)

    def save(self, sync: StockSync) -> bool:
        current = self.state.stock_syncs[sync.id]
        if (current.claimed_by, current.attempts) != (sync.claimed_by, sync.attempts):
            return False
        self._change(current, **{name: getattr(sync, name) for name in _SETTLED})
        return True

    def settle(self, sync: StockSync) -> bool:
        if not self.save(sync):
            return False
        self._change(self.state.stock_syncs[sync.id], claimed_by=None)
        self.state.stock_claims.pop(sync.id, None)
        return True

    def set_pause(self, shop: ShopDomain, at: datetime | None, by: str | None, reason: str | None) -> None:
        self._change(self._get_or_create(shop), paused_at=at, paused_by=by, pause_reason=reason)

    def set_day(self, shop: ShopDomain, day: date) -> None:
        self._change(self._get_or_create(shop), day=day)

    def get(self, sync_id: int) -> StockSync | None:
        return self.state.stock_syncs.get(sync_id)

    def find(self, shop: ShopDomain) -> StockSync | None:
        return next((sync for sync in self.state.stock_syncs.values() if sync.shop == shop), None)

    def list_all(self) -> Sequence[StockSync]:
        return sorted(self.state.stock_syncs.values(), key=lambda sync: sync.shop)

    def _get_or_create(self, shop: ShopDomain) -> StockSync:
        return self.find(shop) or self._change(StockSync(allocate_id(self.state.stock_syncs), shop))

    def _change(self, sync: StockSync, **values: Any) -> StockSync:
        self.state.stock_syncs[sync.id] = replace(sync, **values)
        return self.state.stock_syncs[sync.id]
