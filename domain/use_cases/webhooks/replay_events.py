"""Retries settled events at a person's request."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.webhook_event import EventFilter, EventRetry
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier


@dataclass(frozen=True, slots=True)
class ReplayEvents:
    """Puts events back into the queue. An older state still does not overwrite a newer one."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, *filters: EventFilter) -> EventRetry:
        """Retry every settled event that matches one of these."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            count = sum(tx.events.replay(event_filter, now) for event_filter in filters)
            if count:
                tx.audit_log.record(AuditAction.EVENTS_RETRIED, _find_subject(filters), after={"events": count})
            tx.commit()
        if count:
            self.notifier.notify(Work.EVENTS)
        return EventRetry(now, count)


def _find_subject(filters: Sequence[EventFilter]) -> AuditSubject:
    """The event, if it is only one, and the store, if all are of one."""
    event_id = filters[0].event_id if len(filters) == 1 else None
    shops = {event_filter.shop for event_filter in filters}
    return AuditSubject(AuditedKind.EVENT, str(event_id or ""), shops.pop() if len(shops) == 1 else None)
