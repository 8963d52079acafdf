"""Statistics for the overview."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.statistics import (
    OpenEvents,
    ProcessingTime,
    ReceivedCount,
    StuckEvents,
    StuckPush,
)


class Statistics(Protocol):
    """Counts that are fast at any size of the inbox: they read only open and recent rows."""

    def count_open_events(self) -> Sequence[OpenEvents]:
        """Count pending, processing, parked and dead events by shop and status."""
        ...

    def list_stuck_events(self, waiting_for: str | None = None) -> Sequence[StuckEvents]:
        """List the parked and dead events, those of one resource with the same cause together.

        With a key, only those that wait for it.
        """
        ...

    def list_stuck_pushes(self) -> Sequence[StuckPush]:
        """List the parked and refused pushes of known shops, oldest first."""
        ...

    def count_arrivals(self, since: datetime, interval: timedelta) -> Sequence[ReceivedCount]:
        """Count events by shop and interval of receipt, by interval; those without events are left out.

        Intervals are counted from 1970; `since` is the start of one.
        """
        ...

    def list_delays(self, since: datetime, limit: int) -> Sequence[ProcessingTime]:
        """List the processing times of the newest done events received since then, at most `limit`."""
        ...

    def count_orders(self, since: datetime) -> Mapping[ShopDomain, int]:
        """Count the new orders received since then, by shop."""
        ...

    def count_open_pushes(self) -> Mapping[tuple[ShopDomain, PushStatus], int]:
        """Count pending, sending, parked and refused pushes by shop and status."""
        ...

    def count_unmapped(self) -> Mapping[ShopDomain, int]:
        """Count the variants to map by shop, without archived and deleted ones."""
        ...

    def count_decided(self) -> Mapping[ShopDomain, int]:
        """Count the variants by shop that are mapped or ignored, without archived and deleted ones."""
        ...
