"""Packings in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.packing import Packing


@dataclass(frozen=True, slots=True)
class MemoryPackings:
    """The port `Packings`. There is one transaction at a time."""

    state: State

    def lock(self, order_id: str) -> Packing | None:
        return self.get(order_id)

    def get(self, order_id: str) -> Packing | None:
        return self.state.packings.get(order_id)

    def save(self, packing: Packing) -> None:
        self.state.packings[packing.order_id] = packing

    def delete(self, order_id: str) -> None:
        self.state.packings.pop(order_id, None)

    def list_all(self) -> Sequence[Packing]:
        return sorted(self.state.packings.values(), key=lambda each: (each.started_at, each.order_id))
