"""Holds of orders."""

from collections.abc import Collection, Sequence
from typing import Protocol

from novex_shopify.domain.model.order_hold import OpenHolds, OrderHold
from novex_shopify.domain.model.shop import ShopDomain


class OrderHolds(Protocol):
    """Which orders are on hold, and were. A row is never deleted.

    Who changes the holds of an order has locked it (`lock_for_holds`).
    """

    def add(self, hold: OrderHold) -> OrderHold:
        """Create a hold, unless its order has an open one of its rule; returns the one that is open."""
        ...

    def save(self, hold: OrderHold) -> None:
        """Store a hold that was changed or has ended."""
        ...

    def list_by_orders(
        self, shop: ShopDomain, order_ids: Collection[int], *, only_open: bool = False
    ) -> Sequence[OrderHold]:
        """List the holds of orders, by Shopify's ids, oldest first."""
        ...

    def list_page(self, limit: int, shop: ShopDomain | None = None, after: int | None = None) -> Sequence[OrderHold]:
        """List the oldest open hold of each order that has one, oldest first: of a shop, and after an id, if given."""
        ...

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        """Count what is listed, up to `limit`."""
        ...

    def count_open(self) -> Sequence[OpenHolds]:
        """Count the orders on hold, by shop."""
        ...
