"""Comments about orders."""

from collections.abc import Collection, Sequence
from typing import Protocol

from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.shop import ShopDomain


class OrderComments(Protocol):
    """What people wrote about orders. A deleted or erased comment leaves nothing."""

    def add(self, comment: OrderComment) -> OrderComment:
        """Store a new comment; returns it with its id."""
        ...

    def get(self, comment_id: int) -> OrderComment | None:
        """Get one comment; None if there is none."""
        ...

    def delete(self, comment_id: int) -> None:
        """Delete a comment, if it is still there."""
        ...

    def list_by_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Sequence[OrderComment]:
        """List the comments of orders, by Shopify's ids, oldest first."""
        ...

    def erase(self, shop: ShopDomain, order_ids: Collection[int] | None) -> None:
        """Delete the comments of these orders, or of all of the shop's."""
        ...
