"""Exceptions of the fake ERP's orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.order_exception import OpenExceptions, OrderException, OrderExceptionKind
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryOrderExceptions:
    """The port `OrderExceptions`."""

    state: State

    def open(self, exception: OrderException) -> None:
        key = (exception.order_id, exception.line_item_id, exception.kind)
        known = next((each for each in self._list_all_open() if _get_key(each) == key), None)
        new_id = allocate_id(self.state.order_exceptions)
        stored = replace(known, quantity=exception.quantity) if known else replace(exception, id=new_id)
        self.state.order_exceptions[stored.id] = stored

    def close(self, exception_ids: Collection[int], note: str, at: datetime) -> None:
        for each in self._list_all_open():
            if each.id in exception_ids:
                closed = replace(each, closed_at=at, closed_by=get_current_actor(), note=note)
                self.state.order_exceptions[each.id] = closed

    def get(self, exception_id: int) -> OrderException | None:
        return self.state.order_exceptions.get(exception_id)

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[OrderException]:
        return [each for each in self.state.order_exceptions.values() if each.order_id in order_ids]

    def list_open(
        self,
        limit: int,
        kind: OrderExceptionKind | None = None,
        after: int | None = None,
        *,
        shop: ShopDomain | None = None,
    ) -> Sequence[OrderException]:
        found = (each for each in self._list_all_open() if kind in (None, each.kind))
        its = (each for each in found if shop is None or self._get_shop(each) == shop)
        return [each for each in its if after is None or each.id > after][:limit]

    def list_short_orders(self, item_ids: Collection[str], limit: int, after: str | None = None) -> Sequence[str]:
        short = [each for each in self._list_all_open() if each.kind is OrderExceptionKind.SHORT]
        found = {int(each.order_id) for each in short if self._find_item(each) in item_ids}
        return [str(each) for each in sorted(found) if each > int(after or 0)][:limit]

    def _find_item(self, exception: OrderException) -> str | None:
        lines = self.state.orders[exception.order_id].lines
        return next((line.item_id for line in lines if line.line_item_id == exception.line_item_id), None)

    def count_open(self) -> Sequence[OpenExceptions]:
        groups: dict[tuple[ShopDomain, OrderExceptionKind], list[OrderException]] = defaultdict(list)
        for each in self._list_all_open():
            groups[self._get_shop(each), each.kind].append(each)
        return [
            OpenExceptions(
                *key, len(group), len({each.order_id for each in group}), min(each.opened_at for each in group)
            )
            for key, group in sorted(groups.items())
        ]

    def _get_shop(self, exception: OrderException) -> ShopDomain:
        return ShopDomain(self.state.orders[exception.order_id].shop_domain)

    def _list_all_open(self) -> list[OrderException]:
        return [each for each in self.state.order_exceptions.values() if each.closed_at is None]


def _get_key(exception: OrderException) -> tuple[str, int, OrderExceptionKind]:
    return (exception.order_id, exception.line_item_id, exception.kind)
