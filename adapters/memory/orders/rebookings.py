"""Rebooked lines in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryRebookings:
    """The port `Rebookings`."""

    state: State

    def add(self, rebooking: Rebooking) -> None:
        self.state.rebookings[allocate_id(self.state.rebookings)] = rebooking

    def list_for_order(self, shop: ShopDomain, shopify_order_id: int) -> Sequence[Rebooking]:
        order = (shop, shopify_order_id)
        return [each for each in self.state.rebookings.values() if (each.shop_domain, each.shopify_order_id) == order]
