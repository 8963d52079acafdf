"""Comments about orders in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.order_comment import OrderComment
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryOrderComments:
    """The port `OrderComments`."""

    state: State

    def add(self, comment: OrderComment) -> OrderComment:
        new = replace(comment, id=allocate_id(self.state.order_comments))
        self.state.order_comments[new.id] = new
        return new

    def get(self, comment_id: int) -> OrderComment | None:
        return self.state.order_comments.get(comment_id)

    def delete(self, comment_id: int) -> None:
        self.state.order_comments.pop(comment_id, None)

    def list_by_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Sequence[OrderComment]:
        known = self.state.order_comments.values()
        return [each for each in known if each.shop == shop and each.order_id in order_ids]

    def erase(self, shop: ShopDomain, order_ids: Collection[int] | None) -> None:
        for each in list(self.state.order_comments.values()):
            if each.shop == shop and (order_ids is None or each.order_id in order_ids):
                self.delete(each.id)
