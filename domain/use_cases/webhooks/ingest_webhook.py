"""Receives webhooks."""

import logging
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from novex_shopify.domain.errors import DatabaseUnavailable, NoJsonObject, SampleBody, UnreadablePayload, to_log_fields
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus, IntakeOutcome, NewEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.signatures import verify_webhook
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import unhandled_key, unreadable_key
from novex_shopify.domain.timing import MAX_TRIGGER_LEAD
from novex_shopify.domain.use_cases.webhooks.refusal_runs import RefusalRuns

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IngestWebhook:
    """Verifies deliveries, stores each one once, and notifies a worker. What it reports as stored is committed."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader
    notifier: WorkNotifier
    clock: Clock
    client_secrets: tuple[Secret, ...]
    refusals: RefusalRuns = field(default_factory=RefusalRuns)

    def __call__(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        """Store a batch in one transaction; returns the outcome of each delivery, in order.

        If that fails, each delivery gets a transaction of its own, and only those at fault are `NOT_STORED`.
        """
        outcomes = self._verify_and_store(deliveries)
        if IntakeOutcome.STORED in outcomes:
            self.notifier.notify(Work.EVENTS)
        if refused := self.refusals.add(zip(deliveries, outcomes, strict=True), self.clock.now()):
            self._record(refused)
        return outcomes

    def _record(self, refused: Sequence[RefusedDeliveries]) -> None:
        with suppress(DatabaseUnavailable), self.unit_of_work() as tx:
            known = tx.shops.filter_known({each.shop for each in refused})
            tx.deliveries.save_refused([each for each in refused if each.shop in known])
            tx.commit()

    def _verify_and_store(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        verified = [verify_webhook(self.client_secrets, delivery.body, delivery.signature) for delivery in deliveries]
        outcomes = iter(self._store([delivery for delivery, valid in zip(deliveries, verified, strict=True) if valid]))
        return [next(outcomes) if valid else IntakeOutcome.BAD_SIGNATURE for valid in verified]

    def _store(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        if not deliveries:
            return []
        try:
            return self._store_batch(deliveries)
        except DatabaseUnavailable as error:
            _log.warning("webhook.batch_not_stored", extra={"deliveries": len(deliveries), **to_log_fields(error)})
            return [IntakeOutcome.NOT_STORED] * len(deliveries)
        except Exception as error:  # a row that the database rejects must not fail the others
            if len(deliveries) == 1:
                _log.exception("webhook.not_stored", exc_info=error, extra=_log_fields(deliveries[0]))
                return [IntakeOutcome.NOT_STORED]
        return [outcome for delivery in deliveries for outcome in self._store([delivery])]

    def _store_batch(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        now = self.clock.now()
        events = [self._build_event(_limit_triggered_at(delivery, now), now) for delivery in deliveries]
        outcomes = iter(self._store_events([event for event in events if event]))
        return [next(outcomes) if event else IntakeOutcome.NO_JSON_OBJECT for event in events]

    def _store_events(self, events: Sequence[NewEvent]) -> list[IntakeOutcome]:
        if not events:
            return []
        with self.unit_of_work() as tx:
            stored = tx.events.add(events)
            shops = {event.delivery.shop_domain for event in events}
            known, full = shops, set[ShopDomain]()
            if len(stored) < len(events):  # `add` alone decides; this only explains why it did not store a delivery
                known, full = tx.shops.filter_known(shops), tx.events.filter_full(shops)
            tx.commit()
        if unknown := sorted(shops - known):  # signed by Shopify: such a store may have another address by now
            _log.warning("webhook.unknown_shop", extra={"shops": unknown})
        if full:
            _log.warning("webhook.inbox_full", extra={"shops": sorted(full)})
        return [_to_outcome(event.delivery, known, full, stored) for event in events]

    def _build_event(self, delivery: Delivery, now: datetime) -> NewEvent | None:
        """Build the event to store; None for a body that no webhook of Shopify has, although it is signed."""
        try:
            resource_key = self.payloads.parse_resource_key(delivery.topic, delivery.body)
        except NoJsonObject:
            return None
        except SampleBody as error:
            return NewEvent(delivery, unhandled_key(delivery.webhook_id), now, EventStatus.IGNORED, str(error))
        except UnreadablePayload as error:
            return NewEvent(delivery, unreadable_key(delivery.webhook_id), now, EventStatus.DEAD, str(error))
        if resource_key is None:
            reason = f"{delivery.topic} is not handled"
            # Nothing would ever read the body, and it may hold personal data.
            without_body = replace(delivery, body=b"")
            return NewEvent(without_body, unhandled_key(delivery.webhook_id), now, EventStatus.IGNORED, reason)
        return NewEvent(delivery, resource_key, now)


def _limit_triggered_at(delivery: Delivery, now: datetime) -> Delivery:
    # The time is not signed. One in the future would outlast every later state.
    is_ahead = delivery.triggered_at is not None and delivery.triggered_at > now + MAX_TRIGGER_LEAD
    return replace(delivery, triggered_at=now) if is_ahead else delivery


def _to_outcome(
    delivery: Delivery, known: Set[ShopDomain], full: Set[ShopDomain], stored: set[tuple[ShopDomain, str]]
) -> IntakeOutcome:
    key = (delivery.shop_domain, delivery.webhook_id)
    if key in stored:
        stored.remove(key)  # so that an equal delivery of the same batch is a duplicate
        return IntakeOutcome.STORED
    if delivery.shop_domain not in known:
        return IntakeOutcome.UNKNOWN_SHOP
    return IntakeOutcome.INBOX_FULL if delivery.shop_domain in full else IntakeOutcome.DUPLICATE


def _log_fields(delivery: Delivery) -> dict[str, str]:
    return {"shop": delivery.shop_domain, "topic": delivery.topic, "webhook_id": delivery.webhook_id}
