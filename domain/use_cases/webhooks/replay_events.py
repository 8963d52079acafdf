"""Retries settled events at a person's request."""

from dataclasses import dataclass

from novex_shopify.domain.model.webhook_event import EventFilter
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

    def __call__(self, event_filter: EventFilter) -> int:
        """Retry every settled event that matches; returns how many."""
        with self.unit_of_work() as tx:
            replayed = tx.events.replay(event_filter, self.clock.now())
            tx.commit()
        if replayed:
            self.notifier.notify(Work.EVENTS)
        return replayed
