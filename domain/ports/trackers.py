"""What is known of parcels on their way."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker


class Trackers(Protocol):
    """The trackers, by the provider's id, each of one shipment of the ERP."""

    def save(self, shipment_id: str, tracker: Tracker) -> bool:
        """Store a tracker for the ERP's shipment; returns False, and stores nothing, if a later state is known.

        A tracker stays with the shipment that it was first stored for.
        """
        ...

    def get(self, tracker_id: str) -> Tracker | None:
        """Get a tracker; None if there is none."""
        ...

    def find_shipment(self, tracker_id: str) -> str | None:
        """Return the ERP's shipment of a tracker; None if there is no such tracker."""
        ...

    def find_shops(self, tracker_ids: Collection[str]) -> Mapping[str, ShopDomain]:
        """Return the stores that the trackers' shipments are of, by tracker; others are left out."""
        ...

    def get_for_shipments(self, shipment_ids: Collection[str]) -> Mapping[str, Sequence[Tracker]]:
        """Get the trackers of the ERP's shipments."""
        ...

    def erase(self, shipment_ids: Collection[str]) -> None:
        """Erase of the trackers of the ERP's shipments who signed, the places, and the public page."""
        ...

    def list_open(self, updated_before: datetime, limit: int) -> Sequence[Tracker]:
        """List trackers that have not ended and were last updated before this, oldest first."""
        ...
