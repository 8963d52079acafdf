"""Approves stores: only then is anything of them imported, booked, matched or erased."""

import logging
from dataclasses import dataclass, replace

from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.shops.schedule_setup import schedule_imports

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ApproveShop:
    """Records that a person knows a store. Anybody with a Shopify store may be able to install the app."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def expect(self, domain: ShopDomain) -> None:
        """Approve the store's next installation, which a person begins now."""
        with self.unit_of_work() as tx:
            tx.shops.expect(domain, self.clock.now())
            tx.audit_log.record(AuditAction.STORE_EXPECTED, AuditSubject.of_store(domain))
            tx.commit()
        _log.info("shop.expected", extra={"shop": domain})

    def __call__(self, domain: ShopDomain) -> bool:
        """Approve a store that waits for it: its stored events are applied, and its records are imported.

        Returns False for a store that was approved before. One that was never connected is expected from now on.
        """
        now = self.clock.now()
        with self.unit_of_work() as tx:
            shop = tx.shops.get(domain)
            if shop is not None and not shop.awaits_approval:
                return False
            if shop is None:
                tx.shops.expect(domain, now)
            else:
                tx.shops.save(replace(shop, awaits_approval=False))
                if shop.connected:
                    schedule_imports(tx, domain, now)
            tx.audit_log.record(AuditAction.STORE_APPROVED, AuditSubject.of_store(domain))
            tx.commit()
        _log.info("shop.approved", extra={"shop": domain})
        for work in Work:
            self.notifier.notify(work)
        return True
