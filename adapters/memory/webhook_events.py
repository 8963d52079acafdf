"""The inbox in memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from random import sample

from novex_shopify.adapters.memory.state import State, next_number
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EVERY_EVENT,
    FINISHED,
    EventFilter,
    EventStatus,
    NewEvent,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.work import WorkerId

_UNFINISHED = (EventStatus.PENDING, EventStatus.PROCESSING)


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
            if new.delivery.shop_domain in self.state.shops and key not in known | stored:
                stored.add(key)
                event = _stored(next_number(self.state.events), new)
                self._keep(event)
        return stored

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events: one that may have killed a worker, alone; or else as many as allowed of the others."""
        resources = self._due_resources(now)
        if suspects := [events[0] for events in resources if _is_suspect(events[0])]:
            return [self._claimed(suspects[0], worker, now)]
        chosen = _fair_share(resources, limit)
        followers = sorted((event for events in chosen for event in _until(_is_suspect, events)[1:]), key=_number)
        claimed = sorted([events[0] for events in chosen] + followers[:limit], key=_number)
        return [self._claimed(event, worker, now) for event in claimed]

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        """Write how attempts ended, where the claim still stands."""
        return {event.id for event, settlement in settlements if self._settle(event, settlement, now)}

    def give_back(self, events: Sequence[WebhookEvent]) -> None:
        """Undo claims that still stand."""
        for event in events:
            if (current := self.state.events.get(event.id)) and _same_claim(current, event):
                self._keep(replace(current, status=EventStatus.PENDING, claimed_by=None, attempts=current.attempts - 1))
                self.state.event_claims.pop(event.id, None)

    def _claimed(self, event: WebhookEvent, worker: WorkerId, now: datetime) -> WebhookEvent:
        taken = replace(event, status=EventStatus.PROCESSING, claimed_by=str(worker), attempts=event.attempts + 1)
        self._keep(taken)
        self.state.event_claims[event.id] = (worker, now)
        return taken

    def _settle(self, event: WebhookEvent, settlement: Settlement, now: datetime) -> bool:
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
                failures=(*current.failures, settlement.failure) if settlement.failure else current.failures,
                taken_back=0,
                settled_at=now,
                waiting_for=settlement.waiting_for,
            )
        )
        self.state.event_claims.pop(event.id, None)
        return True

    def release(self, shop: ShopDomain, supplied: Iterable[str], now: datetime) -> int:
        """Make due what waits for one of `supplied`."""
        keys = set(supplied)
        waiting = [
            event
            for event in self.state.events.values()
            if event.shop_domain == shop and event.status is EventStatus.PARKED and keys.intersection(event.waiting_for)
        ]
        for event in waiting:
            self._keep(replace(event, status=EventStatus.PENDING, attempts=0, next_attempt_at=now, waiting_for=()))
        return len(waiting)

    def waiting(self) -> Mapping[ShopDomain, set[str]]:
        """What parked events wait for."""
        keys: dict[ShopDomain, set[str]] = defaultdict(set)
        for event in self.state.events.values():
            if event.status is EventStatus.PARKED and event.waiting_for:
                keys[event.shop_domain].update(event.waiting_for)
        return keys

    def replay(self, which: EventFilter, now: datetime) -> int:
        """Make settled events due once more."""
        chosen = [event for event in self._in_order() if event.status not in _UNFINISHED and _matches(event, which)]
        for event in chosen:
            self._keep(replace(event, status=EventStatus.PENDING, attempts=0, next_attempt_at=now, waiting_for=()))
        return len(chosen)

    def erase(self, shop: ShopDomain, resource_keys: Sequence[str] | None) -> None:
        """Empty the bodies of settled events."""
        for event in list(self.state.events.values()):
            named = resource_keys is None or event.resource_key in resource_keys
            waits = event.status is EventStatus.PARKED and resource_keys is not None
            if event.shop_domain == shop and named and not waits and event.status not in _UNFINISHED:
                self._keep(replace(event, body=b""))

    def parked(self, shop: ShopDomain, resource_keys: Sequence[str]) -> Sequence[WebhookEvent]:
        """The events of these resources that wait for something."""
        waiting = [event for event in self.state.events.values() if event.status is EventStatus.PARKED]
        return [event for event in waiting if event.shop_domain == shop and event.resource_key in resource_keys]

    def replace_body(self, event: WebhookEvent, body: bytes) -> None:
        """Keep an event with another body."""
        self._keep(replace(self.state.events[event.id], body=body))

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        """Delete the oldest finished events."""
        finished = [event for event in self._in_order() if event.shop_domain == shop and event.status in FINISHED]
        old = [event for event in finished if event.settled_at and event.settled_at < settled_before]
        for event in old[:limit]:
            del self.state.events[event.id]
        return len(old[:limit])

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        return self.state.events.get(event_id)

    def latest(self, limit: int, which: EventFilter = EVERY_EVENT, before: int | None = None) -> Sequence[WebhookEvent]:
        """The newest events, newest first."""
        events = [event for event in reversed(self._in_order()) if before is None or event.id < before]
        return [event for event in events if _matches(event, which)][:limit]

    def waiting_since(self, now: datetime) -> datetime | None:
        """Since when the event that is due for longest has been due."""
        pending = [event for event in self.state.events.values() if event.status is EventStatus.PENDING]
        due = [event.next_attempt_at for event in pending if event.next_attempt_at]
        return min((at for at in due if at <= now), default=None)

    def open_with(self, values: Collection[str], limit: int) -> Sequence[WebhookEvent]:
        """The newest events that are not finished and have one of these in their bodies."""
        unfinished = (event for event in reversed(self._in_order()) if event.status not in FINISHED)
        return [event for event in unfinished if any(f'"{value}"'.encode() in event.body for value in values)][:limit]

    def of_resource(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        """The newest events about one thing, newest first."""
        return self.latest(limit, EventFilter(shop=shop, resource_key=resource_key))

    def counts(self, which: EventFilter = EVERY_EVENT) -> dict[EventStatus, int]:
        """How many events stand where."""
        return dict(Counter(event.status for event in self.state.events.values() if _matches(event, which)))

    def _keep(self, event: WebhookEvent) -> None:
        self.state.events[event.id] = event

    def _in_order(self) -> list[WebhookEvent]:
        return [self.state.events[number] for number in sorted(self.state.events)]

    def _due_resources(self, now: datetime) -> list[list[WebhookEvent]]:
        """For each resource that nobody has claimed, its unfinished events up to the first that is not due."""
        unfinished: dict[tuple[ShopDomain, str], list[WebhookEvent]] = defaultdict(list)
        for event in self._in_order():
            if event.status in _UNFINISHED:
                unfinished[event.shop_domain, event.resource_key].append(event)
        unclaimed = [events for events in unfinished.values() if not any(map(_is_claimed, events))]
        due = [
            _until(lambda event: event.next_attempt_at is None or event.next_attempt_at > now, events)
            for events in unclaimed
        ]
        return [events for events in due if events]


def _fair_share(resources: Sequence[list[WebhookEvent]], limit: int) -> list[list[WebhookEvent]]:
    """As many of each store; where more stores wait than may be taken, chance decides whose turn it is."""
    waiting: dict[ShopDomain, list[list[WebhookEvent]]] = defaultdict(list)
    for events in resources:
        waiting[events[0].shop_domain].append(events)
    stores = sample(list(waiting), min(limit, len(waiting)))
    return [events for store in stores for events in waiting[store][: limit // len(stores)]]


def _until(stop: Callable[[WebhookEvent], bool], events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
    return list(takewhile(lambda event: not stop(event), events))


def _number(event: WebhookEvent) -> int:
    return event.id


def _is_suspect(event: WebhookEvent) -> bool:
    return event.taken_back > 0


def _is_claimed(event: WebhookEvent) -> bool:
    return event.status is EventStatus.PROCESSING


def _matches(event: WebhookEvent, which: EventFilter) -> bool:
    return (
        which.event_id in (None, event.id)
        and which.status in (None, event.status)
        and which.shop in (None, event.shop_domain)
        and which.topic in (None, event.topic)
        and which.resource_key in (None, event.resource_key)
        and (which.received_from is None or event.received_at >= which.received_from)
        and (which.received_before is None or event.received_at < which.received_before)
        and (which.text is None or _speaks_of(event, which.text))
    )


def _speaks_of(event: WebhookEvent, text: str) -> bool:
    ids = (event.webhook_id, event.event_id, event.resource_key, event.resource_key.partition(":")[2])
    in_error = text.lower() in (event.last_error or "").lower()
    return text in ids or in_error or (event.status not in FINISHED and f'"{text}"'.encode() in event.body)


def _same_claim(current: WebhookEvent, event: WebhookEvent) -> bool:
    claim = (EventStatus.PROCESSING, event.claimed_by, event.attempts, event.taken_back)
    return (current.status, current.claimed_by, current.attempts, current.taken_back) == claim


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
        event_id=new.delivery.event_id,
        settled_at=None if new.status is EventStatus.PENDING else new.received_at,
    )
