"""Stored webhooks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    ALL_EVENTS,
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
        """Store what is new and comes from a store that is, or once was, connected. `events` is not empty.

        Returns the (shop, webhook id) pairs stored by this call.
        A pair that is stored already, or stands twice in `events`, is stored once and returned at most once.
        """
        ...

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events for `worker`, of `limit` resources at most, in order of receipt, counting the attempt.

        Each store that has due events gets an equal share of `limit`, however many wait at another; where more stores
        than `limit` have some, each gets its turn by chance.
        No two workers get the same event. An event comes only if every unfinished one of its resource that is before it
        comes too. One that was taken back from a worker that died comes alone: if it is what kills workers, it shall
        harm no other.
        """
        ...

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        """Write how attempts ended; returns the ids of the events that this was written for.

        An event whose claim is no longer `event.claimed_by`'s is left as it is.
        """
        ...

    def release_claims(self, events: Sequence[WebhookEvent]) -> None:
        """Undo claims that still stand, as if they had not been made."""
        ...

    def release(self, shop: ShopDomain, available_keys: Iterable[str], now: datetime) -> int:
        """Make due every parked event that waits for one of `supplied`; returns how many."""
        ...

    def list_waiting_keys(self) -> Mapping[ShopDomain, set[str]]:
        """What parked events wait for, by store."""
        ...

    def replay(self, event_filter: EventFilter, now: datetime) -> int:
        """Make settled events due once more, with all their attempts; returns how many. Unsettled ones stay."""
        ...

    def erase_bodies(self, shop: ShopDomain, resource_keys: Sequence[str] | None) -> None:
        """Empty the bodies of these resources' events that are over; or of all of the store's, parked ones too."""
        ...

    def list_parked(self, shop: ShopDomain, resource_keys: Sequence[str]) -> Sequence[WebhookEvent]:
        """The events of these resources that wait for something."""
        ...

    def replace_body(self, event: WebhookEvent, body: bytes) -> None:
        """Keep an event with another body."""
        ...

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        """Delete the oldest events that are done, superseded or ignored; returns how many."""
        ...

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        ...

    def list_latest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, before: int | None = None
    ) -> Sequence[WebhookEvent]:
        """The newest events, newest first; of those before the event with the id `before`, if one is given."""
        ...

    def find_oldest_due(self, now: datetime) -> datetime | None:
        """Since when the event that is due for longest has been due."""
        ...

    def find_open_containing(self, values: Collection[str], limit: int) -> Sequence[WebhookEvent]:
        """The newest events that are not finished and have one of these as a whole value in their bodies."""
        ...

    def list_for_resource(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        """The newest events about one thing, newest first."""
        ...

    def count_by_status(self, event_filter: EventFilter = ALL_EVENTS) -> dict[EventStatus, int]:
        """How many events stand where."""
        ...
