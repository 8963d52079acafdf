"""The state of each order in the warehouse of the fake ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import (
    FulfillmentStatus,
    WarehouseState,
    WarehouseStateFilter,
    WarehouseStatePosition,
)
from novex_shopify.domain.policies.order_stock import is_order_cancelled


@dataclass(frozen=True, slots=True)
class MemoryWarehouseStates:
    """The port `WarehouseStates`."""

    state: State

    def lock(self, order_id: str) -> WarehouseState:
        return self.state.warehouse_states.setdefault(order_id, WarehouseState(order_id))

    def lock_next_due(self, now: datetime) -> WarehouseState | None:
        due = [
            (each.due_at, each) for each in self.state.warehouse_states.values() if each.due_at and each.due_at <= now
        ]
        return min(due, key=lambda pair: pair[0])[1] if due else None

    def mark_due(self, order_ids: Collection[str], at: datetime) -> None:
        for order_id in order_ids:
            self.save(replace(self.lock(order_id), due_at=at, attempts=0, error=None))

    def save(self, state: WarehouseState) -> None:
        self.state.warehouse_states[state.order_id] = state

    def get_many(self, order_ids: Collection[str]) -> Mapping[str, WarehouseState]:
        known = self.state.warehouse_states
        return {order_id: known[order_id] for order_id in order_ids if order_id in known}

    def list_page(
        self, wanted: WarehouseStateFilter, limit: int, after: WarehouseStatePosition | None = None
    ) -> Sequence[WarehouseState]:
        found = self._list_matching(wanted)
        if after is not None:
            place = (after.promised_on or date.max, int(after.order_id))
            found = [each for each in found if _rank(each) > place]
        return found[:limit]

    def list_open_orders(self, shop: ShopDomain, limit: int, after: str | None = None) -> Sequence[str]:
        orders = self.state.orders.items()
        found = sorted(int(order_id) for order_id, order in orders if order.shop_domain == shop and _is_open(order))
        return [str(each) for each in found if each > int(after or 0)][:limit]

    def count(self, wanted: WarehouseStateFilter, limit: int) -> int:
        return min(limit, len(self._list_matching(wanted)))

    def _list_matching(self, wanted: WarehouseStateFilter) -> list[WarehouseState]:
        orders = self.state.orders
        return sorted(
            (
                each
                for each in self.state.warehouse_states.values()
                if _matches(each, wanted) and (wanted.shop is None or orders[each.order_id].shop_domain == wanted.shop)
            ),
            key=_rank,
        )

    def count_due(self, limit: int) -> int:
        return min(limit, sum(each.due_at is not None for each in self.state.warehouse_states.values()))

    def find_oldest_due(self) -> datetime | None:
        return min((each.due_at for each in self.state.warehouse_states.values() if each.due_at), default=None)

    def list_failed(self, limit: int) -> Sequence[WarehouseState]:
        failed = (each for each in self.state.warehouse_states.values() if each.error and each.due_at is None)
        return sorted(failed, key=lambda each: int(each.order_id))[:limit]


def _rank(state: WarehouseState) -> tuple[date, int]:
    return (state.promised_on or date.max, int(state.order_id))


def _matches(state: WarehouseState, wanted: WarehouseStateFilter) -> bool:
    until = wanted.promised_until
    return (
        wanted.status in (None, state.status)
        and (state.to_ship > 0 or not wanted.to_ship)
        and (state.short > 0 or not wanted.needs_lots)
        and ((state.to_ship > 0 and state.short == 0) or not wanted.ready)
        and wanted.on_hold in (None, state.on_hold)
        and (wanted.order_ids is None or state.order_id in wanted.order_ids)
        and (until is None or (state.promised_on is not None and state.promised_on <= until))
    )


def _is_open(order: SalesOrder) -> bool:
    return not is_order_cancelled(order) and order.fulfillment_status != FulfillmentStatus.FULFILLED
