"""Holds of orders in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.order_hold import OpenHolds, OrderHold
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryOrderHolds:
    """The port `OrderHolds`."""

    state: State

    def add(self, hold: OrderHold) -> OrderHold:
        open_ones = self.list_by_orders(hold.shop, [hold.order_id], only_open=True)
        known = next((each for each in open_ones if each.rule == hold.rule), None)
        if known is not None:
            return known
        new = replace(hold, id=allocate_id(self.state.order_holds))
        self.save(new)
        return new

    def save(self, hold: OrderHold) -> None:
        self.state.order_holds[hold.id] = hold

    def list_by_orders(
        self, shop: ShopDomain, order_ids: Collection[int], *, only_open: bool = False
    ) -> Sequence[OrderHold]:
        return [
            each
            for each in self.state.order_holds.values()
            if each.shop == shop and each.order_id in order_ids and (each.is_open or not only_open)
        ]

    def list_page(self, limit: int, shop: ShopDomain | None = None, after: int | None = None) -> Sequence[OrderHold]:
        return [each for each in self._list_oldest(shop) if each.id > (after or 0)][:limit]

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        return min(limit, len(self._list_oldest(shop)))

    def _list_oldest(self, shop: ShopDomain | None) -> Sequence[OrderHold]:
        oldest: dict[tuple[ShopDomain, int], OrderHold] = {}
        for each in self.state.order_holds.values():
            if each.is_open and shop in (None, each.shop):
                oldest.setdefault((each.shop, each.order_id), each)
        return list(oldest.values())

    def count_open(self) -> Sequence[OpenHolds]:
        oldest = self._list_oldest(None)
        counts = []
        for shop in sorted({each.shop for each in oldest}):
            since = [each.placed_at for each in self.state.order_holds.values() if each.is_open and each.shop == shop]
            counts.append(OpenHolds(shop, sum(each.shop == shop for each in oldest), min(since)))
        return counts
