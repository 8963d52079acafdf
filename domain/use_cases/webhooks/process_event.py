"""Applies stored webhooks to the ERP."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from novex_shopify.domain.errors import (
    NovexError,
    ShopNotApproved,
    ShopNotConnected,
    WorkersDied,
    describe,
    get_title,
    to_log_fields,
    unexpected,
)
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EventStatus,
    FailedAttempt,
    Provider,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.webhook_topic import (
    CARRIER_SUBJECTS,
    SUBJECTS_WITHOUT_CONNECTION,
    Subject,
    find_topic,
)
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.retry import GiveUp, Park, Retry, RetryPolicy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_metrics import WorkMetrics
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import is_unreadable_key, shop_key
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.indexing.index_records import index_stuck_orders
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    connection_from_error,
    record_connection_failure,
)
from novex_shopify.domain.use_cases.webhooks.refuse_copies import refuse_copies

EventHandler = Callable[[Transaction, ShopDomain, Sequence[WebhookEvent]], EventOutcomes]
"""Applies events of one store, each about a different resource, and returns how each one ended."""

EventReader = Callable[[WebhookEvent], bytes | Settlement]
"""Reads from Shopify what an event only names, and returns it as the body that the handler parses."""

Reading = bytes | Settlement | Exception
"""What became of reading an event."""

Resource = tuple[ShopDomain, str]
SettledEvent = tuple[WebhookEvent, Settlement]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProcessEvent:
    """Claims events, applies and settles them in one transaction, and decides what becomes of a failure.

    What events only name is read before the transaction begins, so that nothing is locked during a call to Shopify.
    The claim is committed first, so a crash leaves the events claimed and nothing of them applied. Events are applied
    in groups. If a group fails as a whole, each event is applied alone, and rolled back alone if it fails.
    """

    unit_of_work: UnitOfWork
    handlers: Mapping[Subject, EventHandler]
    readers: Mapping[Subject, EventReader]
    payloads: PayloadReader
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    metrics: WorkMetrics
    batch_size: int = 64

    def run_next(self) -> bool:
        """Apply the next batch of due events; False if none is due."""
        events = self._claim()
        if events:
            with self.active_claims.hold(Work.EVENTS, (event.id for event in events)):
                self._apply_all(events, self._read_all(events))
        return bool(events)

    def _claim(self) -> Sequence[WebhookEvent]:
        with self.unit_of_work() as tx:
            events = tx.events.claim(self.worker, self.clock.now(), self.batch_size)
            tx.commit()
        return events

    def _read_all(self, events: Sequence[WebhookEvent]) -> Mapping[int, Reading]:
        to_read = [event for event in events if _subject_of(event) in self.readers or _is_unreadable(event)]
        if not to_read:
            return {}
        with self.unit_of_work.read() as tx:
            obstacles = {event.id: _find_obstacle(tx, event.shop_domain, _subject_of(event)) for event in to_read}
        return {event.id: obstacles[event.id] or self._read(event) for event in to_read}

    def _read(self, event: WebhookEvent) -> Reading:
        subject = _subject_of(event)
        reader = self.readers.get(subject) if subject else None
        try:
            if _is_unreadable(event):  # a person retries it: this release may accept its body
                self.payloads.parse_resource_key(event.topic, event.body)
            return reader(event) if reader else event.body
        except Exception as error:  # an error in one event must not stop the others; it is stored with the event
            return error

    def _apply_all(self, events: Sequence[WebhookEvent], readings: Mapping[int, Reading]) -> None:
        retried: dict[Resource, datetime] = {}
        settled: list[SettledEvent] = []
        with self.unit_of_work() as tx:
            for group in _group_events(events):
                ready = [event for event in group if _resource_of(event) not in retried]
                tx.events.release_claims([event for event in group if _resource_of(event) in retried])
                for event, settlement in self._apply(tx, ready, readings):
                    settled.append((event, settlement))
                    if settlement.next_attempt_at:
                        retried[_resource_of(event)] = settlement.next_attempt_at
            # Last, when all orders of the batch are locked: an erasure locks orders first, too.
            index_stuck_orders(tx, self.payloads, settled, self.clock.now())
            tx.commit()
        now = self.clock.now()
        for event, settlement in settled:
            self.metrics.count_event(settlement.status, now - event.received_at)
        for moment in set(retried.values()):
            self.notifier.notify(Work.EVENTS, after=moment - now)

    def _apply(
        self, tx: Transaction, group: Sequence[WebhookEvent], readings: Mapping[int, Reading]
    ) -> list[SettledEvent]:
        if not group:
            return []
        try:
            with tx.savepoint():
                outcomes = self._handle(tx, group, readings)
                return self._settle(tx, group, outcomes)
        except ClaimLost:
            if len(group) == 1:
                return []
        except Exception as error:  # an error in one event must not stop the others; it is stored with the event
            if len(group) == 1:
                return self._settle(tx, group, {group[0].id: error})
        return [settled for event in group for settled in self._apply(tx, [event], readings)]

    def _handle(
        self, tx: Transaction, group: Sequence[WebhookEvent], readings: Mapping[int, Reading]
    ) -> Mapping[int, Settlement | Exception]:
        shop, subject = group[0].shop_domain, _subject_of(group[0])
        if subject is None or subject not in self.handlers:
            return {event.id: Settlement(EventStatus.IGNORED, f"{event.topic} is not handled") for event in group}
        if any(event.crash_count > self.retry.max_attempts for event in group):
            return {event.id: WorkersDied(event.crash_count) for event in group}
        if obstacle := _find_obstacle(tx, shop, subject):
            return {event.id: obstacle for event in group}
        read: list[WebhookEvent] = []
        unread: dict[int, Settlement | Exception] = {**refuse_copies(tx, self.payloads, group)}
        for event in group:
            if event.id in unread:
                continue
            reading = readings.get(event.id, event.body)
            if isinstance(reading, bytes):
                read.append(replace(event, body=reading))
            else:
                unread[event.id] = reading
        if not read:
            return unread
        with acting_as(_get_actor(group[0])):
            return {**unread, **self.handlers[subject](tx, shop, read)}

    def _settle(
        self, tx: Transaction, group: Sequence[WebhookEvent], outcomes: Mapping[int, Settlement | Exception]
    ) -> list[SettledEvent]:
        for event in group:
            if isinstance(outcome := outcomes[event.id], Exception):
                record_connection_failure(tx, event.shop_domain, outcome, self.clock.now())
        settlements = [(event, self._to_settlement(event, outcomes[event.id])) for event in group]
        if len(tx.events.settle(settlements, self.clock.now())) < len(group):
            raise ClaimLost
        return settlements

    def _to_settlement(self, event: WebhookEvent, outcome: Settlement | Exception) -> Settlement:
        if isinstance(outcome, Settlement):
            return outcome
        now = self.clock.now()
        settlement = self._build_failure_settlement(event, outcome, now)
        _log_failure(event, settlement, outcome)
        return settlement

    def _build_failure_settlement(self, event: WebhookEvent, error: Exception, now: datetime) -> Settlement:
        message = describe(error)
        failure = FailedAttempt(event.attempts, now, self.worker.name, message, get_title(error))
        if connection_from_error(error):  # an outage of the store, however long, does not use up attempts
            return Settlement(EventStatus.PARKED, message, failure, waiting_for=(shop_key(event.shop_domain),))
        decision = self.retry.decide(error, event.attempts)
        match decision:
            case Retry(delay):
                return Settlement(EventStatus.PENDING, message, failure, now + delay)
            case Park(waiting_for):
                return Settlement(EventStatus.PARKED, message, failure, waiting_for=waiting_for)
            case GiveUp():
                return Settlement(EventStatus.DEAD, message, failure)
        assert_never(decision)


def _is_unreadable(event: WebhookEvent) -> bool:
    return is_unreadable_key(event.resource_key)


def _find_obstacle(tx: Transaction, domain: ShopDomain, subject: Subject | None) -> NovexError | None:
    """Return why events of the store have to wait; None if they can be applied."""
    if subject in CARRIER_SUBJECTS:
        return None
    shop = tx.shops.get(domain)
    if shop is None or not shop.connected:
        return None if subject in SUBJECTS_WITHOUT_CONNECTION else ShopNotConnected(domain)
    # The end of the connection is not a matter of approval.
    return ShopNotApproved(domain) if shop.awaits_approval and subject is not Subject.APP else None


def _group_events(events: Iterable[WebhookEvent]) -> Iterable[Sequence[WebhookEvent]]:
    """Group the events that can be applied together: of one store and subject, and of different resources.

    Later events of a resource are in later groups, so that they are applied in order of receipt.
    """
    seen: dict[Resource, int] = defaultdict(int)
    groups: dict[tuple[int, ShopDomain, Subject | None], list[WebhookEvent]] = defaultdict(list)
    for event in events:
        groups[seen[_resource_of(event)], event.shop_domain, _subject_of(event)].append(event)
        seen[_resource_of(event)] += 1
    return [groups[key] for key in sorted(groups, key=lambda key: key[0])]


def _resource_of(event: WebhookEvent) -> Resource:
    return event.shop_domain, event.resource_key


def _subject_of(event: WebhookEvent) -> Subject | None:
    topic = find_topic(event.provider, event.topic)
    return topic.subject if topic else None


def _get_actor(event: WebhookEvent) -> Actor:
    kind = ActorKind.SHOPIFY if event.provider is Provider.SHOPIFY else ActorKind.CARRIERS
    return Actor(kind, event.topic)


def _log_failure(event: WebhookEvent, settlement: Settlement, error: Exception) -> None:
    facts = {"event_id": event.id, "shop": event.shop_domain, "topic": event.topic, "becomes": str(settlement.status)}
    _log.warning("event.failed", extra={**facts, **to_log_fields(error)}, exc_info=unexpected(error))
