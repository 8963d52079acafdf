"""A person stops and restarts what is sent to a store's stock."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.stock.records import require_reason


@dataclass(frozen=True, slots=True)
class PauseStock:
    """Pauses a store: nothing is read or sent until it is resumed. A call that is on its way still ends."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain, reason: str) -> None:
        """Pause, with a reason that others see. Raises `NotFound` for an unknown store, and `InvalidReason`."""
        reason = require_reason(reason)
        with self.unit_of_work() as tx:
            if tx.shops.get(shop) is None:
                raise NotFound(f"{shop} was never connected.")
            known = tx.shop_stock.syncs.find(shop)
            if not (known and known.is_paused):
                tx.shop_stock.syncs.set_pause(shop, self.clock.now(), get_current_actor().name, reason)
                tx.audit_log.record(AuditAction.STOCK_PAUSED, AuditSubject.of_store(shop), {}, {"reason": reason})
                tx.commit()


@dataclass(frozen=True, slots=True)
class ResumeStock:
    """Resumes a store: what has changed meanwhile is compared."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain) -> bool:
        """Return whether the store was paused."""
        with self.unit_of_work() as tx:
            known = tx.shop_stock.syncs.find(shop)
            if known is None or not known.is_paused:
                return False
            tx.shop_stock.syncs.set_pause(shop, None, None, None)
            tx.shop_stock.syncs.wake([shop], self.clock.now())
            before = {"reason": known.pause_reason}
            tx.audit_log.record(AuditAction.STOCK_RESUMED, AuditSubject.of_store(shop), before, {})
            tx.commit()
        self.notifier.notify(Work.STOCK)
        return True
