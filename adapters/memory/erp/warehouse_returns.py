"""Units that come back to the fake ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState


@dataclass(frozen=True, slots=True)
class MemoryWarehouseReturns:
    """The port `WarehouseReturns`."""

    state: State

    def add(self, returned: WarehouseReturn) -> WarehouseReturn:
        known = next((each for each in self.state.warehouse_returns.values() if each.cause == returned.cause), None)
        if known:
            return known
        added = replace(returned, id=allocate_id(self.state.warehouse_returns))
        self.state.warehouse_returns[added.id] = added
        return added

    def save(self, returned: WarehouseReturn) -> None:
        known = self.state.warehouse_returns[returned.id]
        changed = replace(known, state=returned.state, quantity=returned.quantity, lots=returned.lots)
        self.state.warehouse_returns[known.id] = changed

    def get(self, return_id: int) -> WarehouseReturn | None:
        return self.state.warehouse_returns.get(return_id)

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[WarehouseReturn]:
        return [each for each in self.state.warehouse_returns.values() if each.order_id in order_ids]

    def list_received(self, item_id: str) -> Sequence[WarehouseReturn]:
        received = (WarehouseReturnState.RECEIVED, item_id)
        return [each for each in self.state.warehouse_returns.values() if (each.state, each.item_id) == received]

    def list_in_states(
        self, states: Collection[WarehouseReturnState], limit: int, before: int | None = None
    ) -> Sequence[WarehouseReturn]:
        found = [each for each in self.state.warehouse_returns.values() if each.state in states]
        return [each for each in reversed(found) if before is None or each.id < before][:limit]

    def count_in_states(self, states: Collection[WarehouseReturnState], limit: int) -> int:
        return len(self.list_in_states(states, limit))
