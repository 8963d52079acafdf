"""Sender's addresses in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.origin import Origin


@dataclass(frozen=True, slots=True)
class MemoryOrigins:
    """The port `Origins`."""

    state: State

    def save(self, origin: Origin) -> None:
        self.state.origins[origin.location or ""] = origin

    def delete(self, location: str | None) -> None:
        self.state.origins.pop(location or "", None)

    def find(self, location: str | None) -> Origin | None:
        return self.state.origins.get(location or "") or self.state.origins.get("")

    def list_all(self) -> Sequence[Origin]:
        return [self.state.origins[name] for name in sorted(self.state.origins)]
