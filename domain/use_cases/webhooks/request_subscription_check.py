"""Repairs a store's subscriptions at a person's request."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier


@dataclass(frozen=True, slots=True)
class RequestSubscriptionCheck:
    """Schedules the subscription check of a store, so that the person does not wait for Shopify."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain) -> None:
        """Raises `NotFound` for a store that is not connected."""
        with self.unit_of_work() as tx:
            known = tx.shops.get(shop)
            if known is None or not known.connected:
                raise NotFound(f"{shop} is not connected, so it has no subscriptions to repair. Connect it first.")
            tx.subscriptions.schedule_check(shop, self.clock.now())
            tx.audit_log.record(AuditAction.WEBHOOKS_REPAIRED, AuditSubject.of_store(shop))
            tx.commit()
        self.notifier.notify(Work.SUBSCRIPTIONS)
