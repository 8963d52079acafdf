"""Packings that are in progress."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.packing import Packing


class Packings(Protocol):
    """One packing at most for each order. Who changes one holds `lock` of its order."""

    def lock(self, order_id: str) -> Packing | None:
        """Keep others from packing an order until the end of the transaction; None if it is not being packed."""
        ...

    def get(self, order_id: str) -> Packing | None:
        """Get the packing of an order; None if it is not being packed."""
        ...

    def save(self, packing: Packing) -> None:
        """Store a packing, as it is given."""
        ...

    def delete(self, order_id: str) -> None: ...

    def list_all(self) -> Sequence[Packing]:
        """List all, those that were begun first in front."""
        ...
