"""Handles events after which work that waits for Shopify may continue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import AFTER_COMMIT_DELAY
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


@dataclass(frozen=True, slots=True)
class ReleaseWaitingWork:
    """Makes all waiting work of a store due.

    The bodies name resources by gids that are not stored here (docs/shopify.md, Webhooks), so all that waits is tried.
    """

    work: Work
    release: Callable[[Transaction, ShopDomain, datetime], object]
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        self.release(tx, shop, self.clock.now())
        for event in events:
            # Nothing reads the body again, and its free text could not be attributed to a person for an erasure.
            tx.events.overwrite(replace(event, body=b""))
            outcomes.settle(event, EventStatus.DONE)
        self.notifier.notify(self.work, after=AFTER_COMMIT_DELAY)
        return outcomes


def release_pushes(notifier: WorkNotifier, clock: Clock) -> ReleaseWaitingWork:
    """A part of what `fulfillment_orders/*` mean."""
    return ReleaseWaitingWork(Work.FULFILLMENTS, lambda tx, shop, now: tx.pushes.release(shop, now), notifier, clock)


def release_imports(notifier: WorkNotifier, clock: Clock) -> ReleaseWaitingWork:
    """Handles `bulk_operations/finish`."""
    return ReleaseWaitingWork(Work.IMPORTS, lambda tx, shop, now: tx.imports.release(shop, now), notifier, clock)
