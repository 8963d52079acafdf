"""Rules of safety stock in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemorySafetyStocks:
    """The port `SafetyStocks`."""

    state: State

    def save(self, rule: SafetyStock) -> None:
        self.state.safety_stocks[rule.scope] = rule

    def remove(self, shop: ShopDomain | None, location_id: int | None, item_id: str | None) -> bool:
        return self.state.safety_stocks.pop((shop, location_id, item_id), None) is not None

    def list_for(self, shop: ShopDomain, item_ids: Collection[str]) -> Sequence[SafetyStock]:
        return [
            rule
            for rule in self.list_all()
            if rule.shop in (None, shop) and (rule.item_id is None or rule.item_id in item_ids)
        ]

    def list_all(self) -> Sequence[SafetyStock]:
        rules = self.state.safety_stocks.values()
        return sorted(rules, key=lambda rule: (rule.shop or "", rule.location_id or 0, rule.item_id or ""))
