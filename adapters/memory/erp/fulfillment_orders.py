"""Shopify's fulfillment orders, as the fake ERP knows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.fulfillment_orders import keep_newest


@dataclass(frozen=True, slots=True)
class MemoryFulfillmentOrders:
    """The port `FulfillmentOrders`."""

    state: State

    def save(self, shop: ShopDomain, states: Sequence[FulfillmentOrderState]) -> None:
        for each in states:
            known = self.state.fulfillment_orders.get((shop, each.id), each)
            [self.state.fulfillment_orders[shop, each.id]] = keep_newest([known, each])

    def list_by_orders(
        self, orders: Collection[tuple[ShopDomain, int]]
    ) -> Mapping[tuple[ShopDomain, int], Sequence[FulfillmentOrderState]]:
        found: dict[tuple[ShopDomain, int], list[FulfillmentOrderState]] = {}
        for (shop, _), state in sorted(self.state.fulfillment_orders.items(), key=lambda each: each[1].id):
            if (shop, state.order_id) in orders:
                found.setdefault((shop, state.order_id), []).append(state)
        return found
