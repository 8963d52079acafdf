"""The boxes that a warehouse packs in."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.parcel import Box


class Boxes(Protocol):
    """The presets, by code."""

    def save(self, box: Box) -> None:
        """Create a box, or replace the one with this code. Parcels keep the box they were packed in."""
        ...

    def delete(self, code: str) -> None:
        """Delete a box, if there is one."""
        ...

    def get(self, code: str) -> Box | None:
        """Get a box; None if there is none."""
        ...

    def list_all(self) -> Sequence[Box]:
        """List the boxes, smallest volume first."""
        ...
