"""Issues the invoices of orders that were fulfilled, outside the webhooks that say so: numbering waits for others."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import InvoiceRefused, NotFound, OrderNotInvoiced, describe
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.issue_invoice import IssueInvoice

RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class IssueDueInvoices:
    """One order a transaction. An order that cannot be invoiced keeps the reason, until it changes."""

    unit_of_work: UnitOfWork
    clock: Clock
    issue_invoice: IssueInvoice

    def run_next(self) -> bool:
        """Issue what the next due order lacks; False if none is due."""
        now, unexpected = self.clock.now(), None
        with self.unit_of_work() as tx:
            order_id = tx.erp.invoices.lock_next_due(now) if tx.erp.invoices else None
            if tx.erp.invoices is None or order_id is None:
                return False
            try:
                with tx.savepoint():
                    self.issue_invoice.issue_within(tx, order_id)
            except OrderNotInvoiced:  # such as a test order: nothing to wait for
                tx.erp.invoices.settle_due(order_id, None)
            except (InvoiceRefused, NotFound) as error:
                tx.erp.invoices.settle_due(order_id, None, describe(error))
            except Exception as error:
                unexpected = error
                tx.erp.invoices.settle_due(order_id, now + RETRY_AFTER, describe(error))
            else:
                tx.erp.invoices.settle_due(order_id, None)
            tx.commit()
        if unexpected:
            raise unexpected
        return True
