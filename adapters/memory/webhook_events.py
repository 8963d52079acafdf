"""The inbox in memory."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, next_number
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


@dataclass(frozen=True, slots=True)
class MemoryWebhookEvents:
    """The port `WebhookEvents`."""

    state: State

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        """Store what is new."""
        known = {(event.shop_domain, event.webhook_id) for event in self.state.events.values()}
        stored: set[tuple[ShopDomain, str]] = set()
        for new in events:
            key = (new.delivery.shop_domain, new.delivery.webhook_id)
            if key not in known | stored:
                stored.add(key)
                self._keep(_stored(next_number(self.state.events), new))
        return stored

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events, one per resource."""
        claimed = []
        for event in [event for event in self._in_order() if self._is_due(event, now)][:limit]:
            taken = replace(event, status=EventStatus.PROCESSING, claimed_by=str(worker), attempts=event.attempts + 1)
            self._keep(taken)
            self.state.event_claims[event.id] = (worker, now)
            claimed.append(taken)
        return claimed

    def settle(self, event: WebhookEvent, settlement: Settlement, now: datetime) -> bool:
        """Write how the attempt ended, if the claim still stands."""
        current = self.state.events.get(event.id)
        if current is None or not _same_claim(current, event):
            return False
        self._keep(
            replace(
                current,
                status=settlement.status,
                last_error=settlement.error,
                next_attempt_at=settlement.next_attempt_at,
                claimed_by=None,
            )
        )
        self.state.waiting_for[event.id] = settlement.waiting_for
        self.state.event_claims.pop(event.id, None)
        return True

    def release(self, shop: ShopDomain, supplied: Iterable[str], now: datetime) -> int:
        """Make due what waits for one of `supplied`."""
        keys = set(supplied)
        waiting = [
            event
            for event in self.state.events.values()
            if event.shop_domain == shop
            and event.status is EventStatus.PARKED
            and keys.intersection(self.state.waiting_for[event.id])
        ]
        for event in waiting:
            self._keep(replace(event, status=EventStatus.PENDING, attempts=0, next_attempt_at=now))
        return len(waiting)

    def replay(self, which: EventFilter, now: datetime) -> int:
        """Make settled events due once more."""
        unsettled = (EventStatus.PENDING, EventStatus.PROCESSING)
        chosen = [event for event in self._in_order() if event.status not in unsettled and _matches(event, which)]
        for event in chosen:
            self._keep(replace(event, status=EventStatus.PENDING, attempts=0, next_attempt_at=now))
        return len(chosen)

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        return self.state.events.get(event_id)

    def latest(self, limit: int, which: EventFilter = EVERY_EVENT) -> Sequence[WebhookEvent]:
        """The newest events, newest first."""
        return [event for event in reversed(self._in_order()) if _matches(event, which)][:limit]

    def counts(self) -> dict[EventStatus, int]:
        """How many events stand where."""
        return dict(Counter(event.status for event in self.state.events.values()))

    def _keep(self, event: WebhookEvent) -> None:
        self.state.events[event.id] = event

    def _in_order(self) -> list[WebhookEvent]:
        return [self.state.events[number] for number in sorted(self.state.events)]

    def _is_due(self, event: WebhookEvent, now: datetime) -> bool:
        if event.status is not EventStatus.PENDING or event.next_attempt_at is None or event.next_attempt_at > now:
            return False
        return not any(_blocks(other, event) for other in self.state.events.values())


def _matches(event: WebhookEvent, which: EventFilter) -> bool:
    return (
        which.event_id in (None, event.id)
        and which.status in (None, event.status)
        and which.shop in (None, event.shop_domain)
        and which.topic in (None, event.topic)
    )


def _blocks(other: WebhookEvent, event: WebhookEvent) -> bool:
    """Whether `event` has to wait for `other`: it is of the same resource and under way, or before it and waiting."""
    if (other.shop_domain, other.resource_key) != (event.shop_domain, event.resource_key):
        return False
    return other.status is EventStatus.PROCESSING or (other.status is EventStatus.PENDING and other.id < event.id)


def _same_claim(current: WebhookEvent, event: WebhookEvent) -> bool:
    claim = (EventStatus.PROCESSING, event.claimed_by, event.attempts)
    return (current.status, current.claimed_by, current.attempts) == claim


def _stored(number: int, new: NewEvent) -> WebhookEvent:
    return WebhookEvent(
        id=number,
        shop_domain=new.delivery.shop_domain,
        topic=new.delivery.topic,
        webhook_id=new.delivery.webhook_id,
        resource_key=new.resource_key,
        body=new.delivery.body,
        received_at=new.received_at,
        triggered_at=new.delivery.triggered_at,
        status=new.status,
        attempts=0,
        next_attempt_at=new.received_at,
        last_error=new.last_error,
    )
