"""Stored webhooks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EVERY_EVENT,
    EventFilter,
    EventStatus,
    NewEvent,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.work import WorkerId


class WebhookEvents(Protocol):
    """The inbox, which is also the queue."""

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        """Store what is new; returns the (shop, webhook id) pairs stored by this call.

        A pair that is stored already, or stands twice in `events`, is stored once and returned at most once.
        """
        ...

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events for `worker`, oldest first, counting the attempt.

        No two workers get the same event. An event is not due while an earlier one of its resource is unfinished.
        """
        ...

    def settle(self, event: WebhookEvent, settlement: Settlement, now: datetime) -> bool:
        """Write how the attempt ended; False, and nothing written, if the claim is no longer `event.claimed_by`'s."""
        ...

    def release(self, shop: ShopDomain, supplied: Iterable[str], now: datetime) -> int:
        """Make due every parked event that waits for one of `supplied`; returns how many."""
        ...

    def replay(self, which: EventFilter, now: datetime) -> int:
        """Make settled events due once more, with all their attempts; returns how many. Unsettled ones stay."""
        ...

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        ...

    def latest(self, limit: int, which: EventFilter = EVERY_EVENT) -> Sequence[WebhookEvent]:
        """The newest events, newest first."""
        ...

    def counts(self) -> dict[EventStatus, int]:
        """How many events stand where."""
        ...
