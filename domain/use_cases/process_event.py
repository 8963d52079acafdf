"""Stored webhooks take effect in the ERP."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from novex_shopify.domain.errors import describe, unforeseen
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.retry import GiveUp, Park, RetryPolicy, TryAgain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

EventHandler = Callable[[Transaction, WebhookEvent], Settlement]
"""Applies one event inside the given transaction and says how it ended."""

_log = logging.getLogger(__name__)


class _ClaimLost(Exception):
    """Another worker took the event over; what was applied here must be undone."""


@dataclass(frozen=True, slots=True)
class ProcessEvent:
    """Claims events, applies each one together with its mark, and decides what becomes of a failure.

    The claim is committed first, so a crash afterwards leaves the event claimed, with nothing of it applied.
    """

    unit_of_work: UnitOfWork
    handlers: Mapping[Subject, EventHandler]
    retry: RetryPolicy
    clock: Clock
    worker: WorkerId
    batch_size: int = 32

    def run_next(self) -> bool:
        """Apply the next batch of due events; False if none is due."""
        events = self._claim()
        if events:
            with self.unit_of_work() as tx:
                for event in events:
                    self._apply(tx, event)
                tx.commit()
        return bool(events)

    def _claim(self) -> Sequence[WebhookEvent]:
        with self.unit_of_work() as tx:
            events = tx.events.claim(self.worker, self.clock.now(), self.batch_size)
            tx.commit()
        return events

    def _apply(self, tx: Transaction, event: WebhookEvent) -> None:
        try:
            with tx.savepoint():
                settlement = self._handle(tx, event)
                if not tx.events.settle(event, settlement, self.clock.now()):
                    raise _ClaimLost
        except _ClaimLost:
            return
        except Exception as error:  # a fault in one event must not hold up its neighbours; it is kept on the row
            settlement = self._after_failure(event, error)
            _log_failure(event, settlement, error)
            tx.events.settle(event, settlement, self.clock.now())

    def _handle(self, tx: Transaction, event: WebhookEvent) -> Settlement:
        topic = TOPICS_BY_NAME.get(event.topic)
        if topic is None or topic.subject not in self.handlers:
            return Settlement(EventStatus.IGNORED, f"nothing is done for {event.topic}")
        return self.handlers[topic.subject](tx, event)

    def _after_failure(self, event: WebhookEvent, error: Exception) -> Settlement:
        message = describe(error)
        decision = self.retry.decide(error, event.attempts)
        match decision:
            case TryAgain(delay):
                return Settlement(EventStatus.PENDING, message, self.clock.now() + delay)
            case Park(waiting_for):
                return Settlement(EventStatus.PARKED, message, waiting_for=waiting_for)
            case GiveUp():
                return Settlement(EventStatus.DEAD, message)
        assert_never(decision)


def _log_failure(event: WebhookEvent, settlement: Settlement, error: Exception) -> None:
    facts = {"event_id": event.id, "shop": event.shop_domain, "topic": event.topic, "becomes": str(settlement.status)}
    _log.warning("event.failed", extra={**facts, "error": settlement.error}, exc_info=unforeseen(error))
