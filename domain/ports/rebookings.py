"""Records of rebooked lines."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.shop import ShopDomain


class Rebookings(Protocol):
    """Who booked which line to another item, when and why."""

    def add(self, rebooking: Rebooking) -> None:
        """Store a record."""
        ...

    def list_for_order(self, shop: ShopDomain, shopify_order_id: int) -> Sequence[Rebooking]:
        """List the records of an order, oldest first."""
        ...
