"""Events that say: what waits for Shopify may go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes

_AFTER_COMMIT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ReleaseWaitingWork:
    """Makes a store's waiting work due.

    The bodies name things by gids that nothing here is kept under (facts.md, 5), so all that waits has another look.
    """

    work: Work
    release: Callable[[Transaction, ShopDomain, datetime], object]
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Release."""
        outcomes = EventOutcomes()
        self.release(tx, shop, self.clock.now())
        for event in events:
            outcomes.settle(event, EventStatus.DONE)
        self.notifier.notify(self.work, after=_AFTER_COMMIT)
        return outcomes


def release_pushes(wakeups: WorkNotifier, clock: Clock) -> ReleaseWaitingWork:
    """`fulfillment_orders/*`."""
    return ReleaseWaitingWork(Work.FULFILLMENTS, lambda tx, shop, now: tx.pushes.release(shop, now), wakeups, clock)


def release_imports(wakeups: WorkNotifier, clock: Clock) -> ReleaseWaitingWork:
    """`bulk_operations/finish`."""
    return ReleaseWaitingWork(Work.IMPORTS, lambda tx, shop, now: tx.imports.release(shop, now), wakeups, clock)
