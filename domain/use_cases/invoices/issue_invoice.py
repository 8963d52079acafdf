"""Issues invoices and credit notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import CreditAboveInvoice, InvoicesTurnedOff
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceKind, sum_money
from novex_shopify.domain.model.issued_invoice import IssuedInvoice, IssuePolicy
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.invoice_content import (
    InvoiceFacts,
    build_credit_note,
    build_invoice,
    list_refunds_with_value,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.invoices.find_look import with_look
from novex_shopify.domain.use_cases.invoices.records import (
    SOLD,
    Numbering,
    choose_seller,
    find_lots,
    find_shipped_at,
    get_invoices,
    lock_order,
    read_content,
)


@dataclass(frozen=True, slots=True)
class IssueInvoice:
    """Issues what an order lacks: its invoice, and a credit note for each refund after it.

    An order has one invoice, so issuing it again returns the one that exists. A refund before the invoice makes the
    invoice smaller, and gets no credit note.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces

    def __call__(self, order_id: str) -> Sequence[IssuedInvoice]:
        """Return the order's invoice and its credit notes, by the ERP's id of the order.

        Raises `NotFound` and `InvoiceRefused`, after which nothing was issued.
        """
        with self.unit_of_work() as tx:
            issued = self.issue_within(tx, order_id)
            tx.commit()
        return issued

    def issue_within(self, tx: Transaction, order_id: str) -> Sequence[IssuedInvoice]:
        """Issue in a transaction that the caller commits soon, because it holds the series until then."""
        order = lock_order(tx, order_id)
        settings = tx.shops.get_settings(ShopDomain(order.shop_domain))
        known = get_invoices(tx).list_by_order(order_id)
        invoice = next((each for each in known if each.kind is InvoiceKind.INVOICE), None)
        if settings.invoices is IssuePolicy.NEVER and invoice is None:
            raise InvoicesTurnedOff(order.shop_domain)
        credit_notes = [each for each in known if each.kind is InvoiceKind.CREDIT_NOTE]
        invoice = invoice or self._issue_invoice(tx, order, settings)
        content = read_content(invoice)
        for refund in list_refunds_with_value(order):
            if refund.id not in {*content.refund_ids, *(each.refund_id for each in credit_notes)}:
                note = self._build_credit_note(tx, order, refund, content)
                _require_within(content, credit_notes, note)
                credit_notes.append(self._number(settings).issue(tx, note, invoice))
        return [invoice, *credit_notes]

    def _issue_invoice(self, tx: Transaction, order: SalesOrder, settings: ShopSettings) -> IssuedInvoice:
        seller = choose_seller(tx, order, settings)
        facts = InvoiceFacts(seller, self.clock.now(), find_shipped_at(tx, order), find_lots(tx, order, SOLD))
        return self._number(settings).issue(tx, with_look(tx, build_invoice(order, facts)))

    def _build_credit_note(
        self, tx: Transaction, order: SalesOrder, refund: Refund, invoice: InvoiceContent
    ) -> InvoiceContent:
        lots = find_lots(tx, order, {AssignmentState.RETURNED})
        facts = InvoiceFacts(invoice.seller, self.clock.now(), lots=lots)
        return with_look(tx, build_credit_note(order, refund, invoice, facts))

    def _number(self, settings: ShopSettings) -> Numbering:
        return Numbering(settings, self.clock.now(), self.nonces.generate())


def _require_within(invoice: InvoiceContent, credit_notes: Sequence[IssuedInvoice], new: InvoiceContent) -> None:
    credited = sum_money((each.total for each in credit_notes), invoice.currency)
    if (credited + new.total).amount > invoice.total.amount:
        raise CreditAboveInvoice(invoice.number, invoice.total, credited, new.total)
