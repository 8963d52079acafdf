"""How people want to see the lists of the console."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.list_view import ListView


class ListViews(Protocol):
    """Each person has views of their own; a person without a user, on one machine alone, has those of no id."""

    def save(self, view: ListView) -> None:
        """Store a view, in place of the one with its name."""
        ...

    def delete(self, owner: str, list_path: str, name: str) -> bool:
        """Delete a view; False if there is none."""
        ...

    def list_all(self, owner: str, list_path: str) -> Sequence[ListView]:
        """List a person's views of a list, by name."""
        ...
