"""The history of what was sent to Shopify's stock, in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_push import PushOutcome, StockPush


@dataclass(frozen=True, slots=True)
class MemoryStockPushes:
    """The port `StockPushes`."""

    state: State

    def add(self, pushes: Collection[StockPush]) -> None:
        for push in pushes:
            added = replace(push, id=allocate_id(self.state.stock_pushes))
            self.state.stock_pushes[added.id] = added

    def list_call(self, call_key: str) -> Sequence[StockPush]:
        return [push for _, push in sorted(self.state.stock_pushes.items()) if push.call_key == call_key]

    def answer(self, pushes: Collection[StockPush], outcome: PushOutcome, at: datetime, message: str | None) -> None:
        for push in pushes:
            stored = self.state.stock_pushes[push.id]
            self.state.stock_pushes[push.id] = replace(stored, outcome=outcome, answered_at=at, message=message)

    def list_of_level(
        self, shop: ShopDomain, key: LevelKey, limit: int, before: int | None = None
    ) -> Sequence[StockPush]:
        return self._list_newest(lambda push: (push.shop, push.level) == (shop, key), limit, before)

    def list_of_item(self, item_id: str, limit: int, before: int | None = None) -> Sequence[StockPush]:
        return self._list_newest(lambda push: push.item_id == item_id, limit, before)

    def delete_answered(self, shop: ShopDomain, before: datetime, limit: int) -> int:
        old = [
            push.id
            for push in self.state.stock_pushes.values()
            if push.shop == shop and push.answered_at is not None and push.answered_at < before
        ][:limit]
        for push_id in old:
            del self.state.stock_pushes[push_id]
        return len(old)

    def _list_newest(
        self, is_wanted: Callable[[StockPush], bool], limit: int, before: int | None
    ) -> Sequence[StockPush]:
        newest = (push for _, push in sorted(self.state.stock_pushes.items(), reverse=True))
        return [push for push in newest if is_wanted(push) and (before is None or push.id < before)][:limit]
