"""Retries settled events at a person's request."""

from dataclasses import dataclass

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
            tx.commit()
        if count:
            self.notifier.notify(Work.EVENTS)
        return EventRetry(now, count)
