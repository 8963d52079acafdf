"""Events that say: what waits for Shopify may go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.event_handlers.outcomes import Outcomes

_ONCE_COMMITTED = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class WakeWaiting:
    """Makes a store's waiting work due.

    The bodies name things by gids that nothing here is kept under (facts.md, 5), so all that waits has another look.
    """

    work: Work
    release: Callable[[Transaction, ShopDomain, datetime], object]
    wakeups: Wakeups
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> Outcomes:
        """Release."""
        outcomes = Outcomes()
        self.release(tx, shop, self.clock.now())
        for event in events:
            outcomes.settle(event, EventStatus.DONE)
        self.wakeups.wake(self.work, after=_ONCE_COMMITTED)
        return outcomes


def wake_pushes(wakeups: Wakeups, clock: Clock) -> WakeWaiting:
    """`fulfillment_orders/*`."""
    return WakeWaiting(Work.FULFILLMENTS, lambda tx, shop, now: tx.pushes.release(shop, now), wakeups, clock)


def wake_imports(wakeups: Wakeups, clock: Clock) -> WakeWaiting:
    """`bulk_operations/finish`."""
    return WakeWaiting(Work.IMPORTS, lambda tx, shop, now: tx.imports.release(shop, now), wakeups, clock)
