"""The addresses that parcels leave from."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.origin import Origin


class Origins(Protocol):
    """The addresses: one per storage location at most, and one for all other locations."""

    def save(self, origin: Origin) -> None:
        """Create the address of a location, or of all others, or replace it."""
        ...

    def delete(self, location: str | None) -> None:
        """Delete the address of a location, or of all others, if there is one."""
        ...

    def find(self, location: str | None) -> Origin | None:
        """Find the address that a location uses: its own, otherwise that of all others."""
        ...

    def list_all(self) -> Sequence[Origin]:
        """List the addresses, that of all other locations first, then by name."""
        ...
