"""Stored webhooks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.release import Release
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
        """Store events that are new and come from a shop that is or was connected. `events` is not empty.

        Of a shop that awaits approval, only the topics that need no connection are stored once its inbox is full.
        Returns the (shop, webhook id) pairs that this call stored. A pair that is already stored, or appears twice in
        `events`, is stored once and returned at most once.
        """
        ...

    def add_of_carriers(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        """Store events of EasyPost that are new, those of no store as well. `events` is not empty.

        Returns the (shop, webhook id) pairs that this call stored, as `add` does.
        """
        ...

    def filter_full(self, shops: Collection[ShopDomain]) -> set[ShopDomain]:
        """Return which of the shops await approval with a full inbox (`MAX_UNAPPROVED_EVENTS` and `_BYTES`)."""
        ...

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Claim due events of at most `limit` resources, in order of receipt, and count the attempt.

        Every shop with due events gets an equal share of `limit`, whatever the backlog of others; if more shops than
        `limit` have due events, they are chosen at random. No two workers get the same event. An event is claimed only
        together with every earlier unfinished event of its resource. An event that was reclaimed from a crashed worker
        is claimed alone, so that it cannot take others with it.
        """
        ...

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        """Store how attempts ended; returns the ids of the events that were written.

        An event is skipped if `event.claimed_by` lost its claim.
        """
        ...

    def list_earlier_copies(self, event_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[ShopDomain, str]]]:
        """List the shop and the topic of each earlier event with the same signed body, by the id of the later one.

        Events whose body does not have its topic's shape do not count, and neither do ignored ones.
        """
        ...

    def get_signature(self, event_id: int) -> str | None:
        """Return the signature of the event's body as it was received; None if it was not received from Shopify."""
        ...

    def release_claims(self, events: Sequence[WebhookEvent]) -> None:
        """Undo claims that are still held, as if they had not been made."""
        ...

    def release(self, shop: ShopDomain, available_keys: Iterable[str], now: datetime) -> Release:
        """Make every parked event due that waits for one of these keys; returns what still lacks others."""
        ...

    def release_resources(self, shop: ShopDomain, resource_keys: Sequence[str], now: datetime) -> int:
        """Make every parked event of these resources due; returns how many."""
        ...

    def list_waiting_keys(self) -> Mapping[ShopDomain, set[str]]:
        """List the keys that parked events wait for, by shop."""
        ...

    def replay(self, event_filter: EventFilter, now: datetime) -> int:
        """Make settled events due again with all attempts; returns how many. Unsettled events stay unchanged.

        `now` becomes their `retried_at`.
        """
        ...

    def dismiss(self, event_id: int, reason: str, now: datetime) -> bool:
        """Ignore a parked or dead event, with the reason as its last error; returns False for any other."""
        ...

    def erase_bodies(self, shop: ShopDomain, resource_keys: Sequence[str] | None) -> None:
        """Empty the bodies and the errors of these resources' finished events; or of all of the shop's."""
        ...

    def iter_open(self, shop: ShopDomain) -> Iterator[WebhookEvent]:
        """List the shop's events that are not finished, oldest first. They may be changed meanwhile."""
        ...

    def overwrite(self, event: WebhookEvent) -> None:
        """Store the event's body, last error and failures. Its claim and its state stay."""
        ...

    def revoke_claim(self, event_id: int) -> None:
        """Take the event from the worker that has it, if any: what the worker does with it is not committed."""
        ...

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        """Delete the oldest done, superseded or ignored events; returns how many."""
        ...

    def delete_unresolved(
        self, shop: ShopDomain, received_before: datetime, limit: int, topics: Collection[str] | None = None
    ) -> int:
        """Delete the oldest parked or dead events, of these topics or of all; returns how many."""
        ...

    def get(self, event_id: int) -> WebhookEvent | None:
        """Get one event; None if there is none."""
        ...

    def list_latest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, before: int | None = None
    ) -> Sequence[WebhookEvent]:
        """List the newest events, newest first; before the event with the id `before`, if given."""
        ...

    def list_oldest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, after: int | None = None
    ) -> Sequence[WebhookEvent]:
        """List the oldest events, oldest first; after the event with the id `after`, if given."""
        ...

    def find_oldest_due(self, now: datetime) -> datetime | None:
        """Return since when the longest waiting due event has been due."""
        ...

    def find_open_orders_containing(self, values: Collection[str], limit: int) -> Sequence[tuple[ShopDomain, str]]:
        """Find orders with unfinished events whose body contains one of these as a complete value, whatever its case.

        By shop and resource key, those received last first; an order with several such events counts once.
        """
        ...

    def list_for_resource(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        """List the newest events of one resource, newest first."""
        ...

    def list_open_for_resources(self, shop: ShopDomain, resource_keys: Collection[str]) -> Sequence[WebhookEvent]:
        """List the events of these resources that are not finished, newest first."""
        ...

    def list_unfinished_orders(self, limit: int) -> Sequence[tuple[ShopDomain, str, datetime]]:
        """List the orders with pending events or such that are processed, those received last first.

        By shop and resource key, with the time at which the first of them was received.
        """
        ...

    def list_without_bodies(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        """List the same with empty bodies, which are what takes time to read."""
        ...

    def count(self, event_filter: EventFilter, limit: int) -> int:
        """Count events, up to `limit`."""
        ...

    def count_by_status(self, event_filter: EventFilter = ALL_EVENTS) -> dict[EventStatus, int]:
        """Count events by status."""
        ...
