"""Erases invoices of erased persons once the law no longer asks for them."""

from dataclasses import dataclass

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import DAY

BATCH_SIZE = 100


@dataclass(frozen=True, slots=True)
class EraseExpiredInvoices:
    """Content and file go; number, day, total, order and hashes stay, so the series is still complete.

    Invoices of which no erasure was asked for are left alone: whether to keep them longer is the merchant's choice.
    """

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self) -> int:
        """Erase all that are due; returns how many."""
        erased = 0
        while batch := self._erase_batch():
            erased += batch
        return erased

    def _erase_batch(self) -> int:
        now = self.clock.now()
        with self.unit_of_work() as tx:
            if tx.erp.invoices is None:
                return 0
            today = (now - DAY).date()  # when the last day is over in every time zone
            expired = tx.erp.invoices.list_expired(today, BATCH_SIZE)
            tx.erp.invoices.erase([invoice.number for invoice in expired], now)
            for invoice in expired:
                subject = AuditSubject(AuditedKind.INVOICE, invoice.number, ShopDomain(invoice.shop_domain))
                after = {"kept_until": str(invoice.kept_until)}
                tx.audit_log.record(AuditAction.PERSONAL_DATA_ERASED, subject, after=after)
            tx.commit()
        return len(expired)
