"""Webhook events in memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from random import sample

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    ALL_EVENTS,
    FINISHED,
    MAX_UNAPPROVED_BYTES,
    MAX_UNAPPROVED_EVENTS,
    STUCK_EVENT_STATUSES,
    EventFilter,
    EventStatus,
    NewEvent,
    Provider,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.webhook_topic import TOPICS_WITHOUT_CONNECTION
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.resource_keys import is_unreadable_key, parse_order_key

_UNFINISHED_STATUSES = (EventStatus.PENDING, EventStatus.PROCESSING)


@dataclass(frozen=True, slots=True)
class MemoryWebhookEvents:
    """The port `WebhookEvents`."""

    state: State

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        known = {(event.shop_domain, event.webhook_id) for event in self.state.events.values()}
        stored: set[tuple[ShopDomain, str]] = set()
        full = self.filter_full({event.delivery.shop_domain for event in events})
        for new in events:
            delivery = new.delivery
            key = (delivery.shop_domain, delivery.webhook_id)
            has_room = delivery.shop_domain not in full or delivery.topic in TOPICS_WITHOUT_CONNECTION
            if delivery.shop_domain in self.state.shops and has_room and key not in known | stored:
                stored.add(key)
                event = _build_event(allocate_id(self.state.events), new)
                self._store(event)
                self.state.event_signatures[event.id] = delivery.signature
        return stored

    def add_of_carriers(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        known = {(event.shop_domain, event.webhook_id) for event in self.state.events.values()}
        stored: set[tuple[ShopDomain, str]] = set()
        for new in events:
            key = (new.delivery.shop_domain, new.delivery.webhook_id)
            if key not in known | stored:
                stored.add(key)
                built = _build_event(allocate_id(self.state.events), new)
                self._store(replace(built, provider=Provider.EASYPOST))
        return stored

    def filter_full(self, shops: Collection[ShopDomain]) -> set[ShopDomain]:
        unapproved = (each for each in shops if each in self.state.shops and self.state.shops[each].awaits_approval)
        return {shop for shop in unapproved if self._is_full(shop)}

    def _is_full(self, shop: ShopDomain) -> bool:
        sizes = [len(event.body) for event in self.state.events.values() if event.shop_domain == shop]
        return len(sizes) >= MAX_UNAPPROVED_EVENTS or sum(sizes) >= MAX_UNAPPROVED_BYTES

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        due_groups = self._group_due_events(now)
        if crashed := [events[0] for events in due_groups if _has_crashed_worker(events[0])]:
            return [self._claim_event(crashed[0], worker, now)]
        chosen = _select_fair_share(due_groups, limit)
        followers = sorted(
            (event for events in chosen for event in _take_until(_has_crashed_worker, events)[1:]), key=_get_id
        )
        claimed = sorted([events[0] for events in chosen] + followers[:limit], key=_get_id)
        return [self._claim_event(event, worker, now) for event in claimed]

    def settle(self, settlements: Sequence[tuple[WebhookEvent, Settlement]], now: datetime) -> set[int]:
        return {event.id for event, settlement in settlements if self._settle_event(event, settlement, now)}

    def list_earlier_copies(self, event_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[ShopDomain, str]]]:
        signatures = defaultdict(str, self.state.event_signatures)
        copies: dict[int, list[tuple[ShopDomain, str]]] = defaultdict(list)
        for event_id in event_ids:
            for earlier in self._list_by_id():
                same_body = signatures[event_id] and signatures.get(earlier.id) == signatures[event_id]
                counts = earlier.status is not EventStatus.IGNORED and not is_unreadable_key(earlier.resource_key)
                if same_body and earlier.id < event_id and counts:
                    copies[event_id].append((earlier.shop_domain, earlier.topic))
        return copies

    def get_signature(self, event_id: int) -> str | None:
        return self.state.event_signatures.get(event_id) or None

    def release_claims(self, events: Sequence[WebhookEvent]) -> None:
        for event in events:
            if (current := self.state.events.get(event.id)) and _is_same_claim(current, event):
                self._store(
                    replace(current, status=EventStatus.PENDING, claimed_by=None, attempts=current.attempts - 1)
                )
                self.state.event_claims.pop(event.id, None)

    def _claim_event(self, event: WebhookEvent, worker: WorkerId, now: datetime) -> WebhookEvent:
        claimed = replace(event, status=EventStatus.PROCESSING, claimed_by=str(worker), attempts=event.attempts + 1)
        self._store(claimed)
        self.state.event_claims[event.id] = (worker, now)
        return claimed

    def _settle_event(self, event: WebhookEvent, settlement: Settlement, now: datetime) -> bool:
        current = self.state.events.get(event.id)
        if current is None or not _is_same_claim(current, event):
            return False
        self._store(
            replace(
                current,
                status=settlement.status,
                last_error=settlement.error,
                next_attempt_at=settlement.next_attempt_at,
                claimed_by=None,
                failures=(*current.failures, settlement.failure) if settlement.failure else current.failures,
                crash_count=0,
                settled_at=now,
                waiting_for=settlement.waiting_for,
            )
        )
        self.state.event_claims.pop(event.id, None)
        return True

    def release(self, shop: ShopDomain, available_keys: Iterable[str], now: datetime) -> Release:
        keys = frozenset(available_keys)
        waiting = [
            event
            for event in self.state.events.values()
            if event.shop_domain == shop and event.status is EventStatus.PARKED and keys.intersection(event.waiting_for)
        ]
        lacking: dict[str, frozenset[str]] = {}
        for event in waiting:
            already = lacking.get(event.resource_key, frozenset())
            lacking[event.resource_key] = already | (frozenset(event.waiting_for) - keys)
        return Release(self._release(waiting, now), keys, lacking)

    def release_resources(self, shop: ShopDomain, resource_keys: Sequence[str], now: datetime) -> int:
        parked = [event for event in self.state.events.values() if event.status is EventStatus.PARKED]
        theirs = [each for each in parked if each.shop_domain == shop and each.resource_key in resource_keys]
        return self._release(theirs, now)

    def _release(self, parked: Sequence[WebhookEvent], now: datetime) -> int:
        for event in parked:
            self._store(_requeue(event, now))
        return len(parked)

    def list_waiting_keys(self) -> Mapping[ShopDomain, set[str]]:
        keys: dict[ShopDomain, set[str]] = defaultdict(set)
        for event in self.state.events.values():
            if event.status is EventStatus.PARKED and event.waiting_for:
                keys[event.shop_domain].update(event.waiting_for)
        return keys

    def replay(self, event_filter: EventFilter, now: datetime) -> int:
        chosen = [
            event
            for event in self._list_by_id()
            if event.status not in _UNFINISHED_STATUSES and _matches(event, event_filter)
        ]
        for event in chosen:
            self._store(replace(_requeue(event, now), retried_at=now))
        return len(chosen)

    def dismiss(self, event_id: int, reason: str, now: datetime) -> bool:
        event = self.state.events.get(event_id)
        if event is None or event.status not in STUCK_EVENT_STATUSES:
            return False
        self._store(replace(event, status=EventStatus.IGNORED, last_error=reason, settled_at=now, waiting_for=()))
        return True

    def erase_bodies(self, shop: ShopDomain, resource_keys: Sequence[str] | None) -> None:
        for event in self._list_by_id():
            is_selected = resource_keys is None or event.resource_key in resource_keys
            if event.shop_domain == shop and is_selected and event.status in FINISHED:
                self._store(replace(event, body=b"", last_error=None, failures=()))

    def iter_open(self, shop: ShopDomain) -> Iterator[WebhookEvent]:
        return (event for event in self._list_by_id() if event.shop_domain == shop and event.status not in FINISHED)

    def overwrite(self, event: WebhookEvent) -> None:
        if current := self.state.events.get(event.id):
            self._store(replace(current, body=event.body, last_error=event.last_error, failures=event.failures))

    def revoke_claim(self, event_id: int) -> None:
        current = self.state.events.get(event_id)
        if current and current.status is EventStatus.PROCESSING:
            self._store(replace(current, status=EventStatus.PENDING, claimed_by=None, attempts=current.attempts - 1))
            self.state.event_claims.pop(event_id, None)

    def delete_finished(self, shop: ShopDomain, settled_before: datetime, limit: int) -> int:
        finished = [event for event in self._list_by_id() if event.shop_domain == shop and event.status in FINISHED]
        old = [event for event in finished if event.settled_at and event.settled_at < settled_before]
        for event in old[:limit]:
            del self.state.events[event.id]
        return len(old[:limit])

    def delete_unresolved(
        self, shop: ShopDomain, received_before: datetime, limit: int, topics: Collection[str] | None = None
    ) -> int:
        old = [
            event
            for event in self._list_by_id()
            if event.shop_domain == shop
            and event.status in STUCK_EVENT_STATUSES
            and event.received_at < received_before
            and (topics is None or event.topic in topics)
        ]
        for event in old[:limit]:
            del self.state.events[event.id]
        return len(old[:limit])

    def get(self, event_id: int) -> WebhookEvent | None:
        return self.state.events.get(event_id)

    def list_latest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, before: int | None = None
    ) -> Sequence[WebhookEvent]:
        events = [event for event in reversed(self._list_by_id()) if before is None or event.id < before]
        return [event for event in events if _matches(event, event_filter)][:limit]

    def list_oldest(
        self, limit: int, event_filter: EventFilter = ALL_EVENTS, after: int | None = None
    ) -> Sequence[WebhookEvent]:
        events = [event for event in self._list_by_id() if after is None or event.id > after]
        return [event for event in events if _matches(event, event_filter)][:limit]

    def find_oldest_due(self, now: datetime) -> datetime | None:
        pending = [event for event in self.state.events.values() if event.status is EventStatus.PENDING]
        due = [event.next_attempt_at for event in pending if event.next_attempt_at]
        return min((at for at in due if at <= now), default=None)

    def find_open_orders_containing(self, values: Collection[str], limit: int) -> Sequence[tuple[ShopDomain, str]]:
        orders = (event for event in reversed(self._list_by_id()) if parse_order_key(event.resource_key) is not None)
        unfinished = (event for event in orders if event.status not in FINISHED)
        found = (event for event in unfinished if any(_contains_value(event, value) for value in values))
        return list(dict.fromkeys((event.shop_domain, event.resource_key) for event in found))[:limit]

    def list_for_resource(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        return self.list_latest(limit, EventFilter(shop=shop, resource_key=resource_key))

    def list_open_for_resources(self, shop: ShopDomain, resource_keys: Collection[str]) -> Sequence[WebhookEvent]:
        theirs = (each for each in reversed(self._list_by_id()) if each.resource_key in resource_keys)
        return [each for each in theirs if each.shop_domain == shop and each.status not in FINISHED]

    def list_unfinished_orders(self, limit: int) -> Sequence[tuple[ShopDomain, str, datetime]]:
        first: dict[tuple[ShopDomain, str], datetime] = {}
        for event in reversed(self._list_by_id()):
            if event.status in _UNFINISHED_STATUSES and parse_order_key(event.resource_key):
                first[event.shop_domain, event.resource_key] = event.received_at
        return [(*key, at) for key, at in first.items()][:limit]

    def list_without_bodies(self, shop: ShopDomain, resource_key: str, limit: int) -> Sequence[WebhookEvent]:
        return [replace(event, body=b"") for event in self.list_for_resource(shop, resource_key, limit)]

    def count(self, event_filter: EventFilter, limit: int) -> int:
        return min(limit, sum(self.count_by_status(event_filter).values()))

    def count_by_status(self, event_filter: EventFilter = ALL_EVENTS) -> dict[EventStatus, int]:
        return dict(Counter(event.status for event in self.state.events.values() if _matches(event, event_filter)))

    def _store(self, event: WebhookEvent) -> None:
        self.state.events[event.id] = event

    def _list_by_id(self) -> list[WebhookEvent]:
        return [self.state.events[number] for number in sorted(self.state.events)]

    def _group_due_events(self, now: datetime) -> list[list[WebhookEvent]]:
        """The unfinished events of each unclaimed resource, up to the first that is not due."""
        unfinished: dict[tuple[ShopDomain, str], list[WebhookEvent]] = defaultdict(list)
        for event in self._list_by_id():
            if event.status in _UNFINISHED_STATUSES:
                unfinished[event.shop_domain, event.resource_key].append(event)
        unclaimed = [events for events in unfinished.values() if not any(map(_is_claimed, events))]
        due = [
            _take_until(lambda event: event.next_attempt_at is None or event.next_attempt_at > now, events)
            for events in unclaimed
        ]
        return [events for events in due if events]


def _select_fair_share(due_groups: Sequence[list[WebhookEvent]], limit: int) -> list[list[WebhookEvent]]:
    """An equal number from each store. Of more stores than `limit`, chance selects."""
    waiting: dict[ShopDomain, list[list[WebhookEvent]]] = defaultdict(list)
    for events in due_groups:
        waiting[events[0].shop_domain].append(events)
    shops = sample(list(waiting), min(limit, len(waiting)))
    return [events for shop in shops for events in waiting[shop][: limit // len(shops)]]


def _take_until(stop: Callable[[WebhookEvent], bool], events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
    return list(takewhile(lambda event: not stop(event), events))


def _get_id(event: WebhookEvent) -> int:
    return event.id


def _has_crashed_worker(event: WebhookEvent) -> bool:
    return event.crash_count > 0


def _is_claimed(event: WebhookEvent) -> bool:
    return event.status is EventStatus.PROCESSING


def _matches(event: WebhookEvent, event_filter: EventFilter) -> bool:
    return (
        event_filter.event_id in (None, event.id)
        and event_filter.status in (None, event.status)
        and event_filter.shop in (None, event.shop_domain)
        and event_filter.topic in (None, event.topic)
        and event_filter.resource_key in (None, event.resource_key)
        and event_filter.retried_at in (None, event.retried_at)
        and (event_filter.received_from is None or event.received_at >= event_filter.received_from)
        and (event_filter.received_before is None or event.received_at < event_filter.received_before)
        and (event_filter.text is None or _contains_text(event, event_filter.text))
    )


def _contains_text(event: WebhookEvent, text: str) -> bool:
    ids = (event.webhook_id, event.event_id, event.resource_key, event.resource_key.partition(":")[2])
    found_in_error = text.lower() in (event.last_error or "").lower()
    return text in ids or found_in_error or (event.status not in FINISHED and _contains_value(event, text))


def _contains_value(event: WebhookEvent, value: str) -> bool:
    return f'"{value}"'.encode().lower() in event.body.lower()


def _requeue(event: WebhookEvent, now: datetime) -> WebhookEvent:
    return replace(event, status=EventStatus.PENDING, attempts=0, next_attempt_at=now, queued_at=now, waiting_for=())


def _is_same_claim(current: WebhookEvent, event: WebhookEvent) -> bool:
    claim = (EventStatus.PROCESSING, event.claimed_by, event.attempts, event.crash_count)
    return (current.status, current.claimed_by, current.attempts, current.crash_count) == claim


def _build_event(row_id: int, new: NewEvent) -> WebhookEvent:
    return WebhookEvent(
        id=row_id,
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
