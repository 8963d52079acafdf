"""Views of lists in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.list_view import ListView


@dataclass(frozen=True, slots=True)
class MemoryListViews:
    """The port `ListViews`."""

    state: State

    def save(self, view: ListView) -> None:
        self.state.list_views[view.owner, view.list_path, view.name] = view

    def delete(self, owner: str, list_path: str, name: str) -> bool:
        return self.state.list_views.pop((owner, list_path, name), None) is not None

    def list_all(self, owner: str, list_path: str) -> Sequence[ListView]:
        theirs = (each for each in self.state.list_views.values() if (each.owner, each.list_path) == (owner, list_path))
        return sorted(theirs, key=lambda each: each.name)
