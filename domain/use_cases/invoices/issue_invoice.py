"""Issues invoices and credit notes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import CreditAboveInvoice, InvoicesTurnedOff
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceKind, sum_money
from novex_shopify.domain.model.issued_invoice import IssuedInvoice, IssuePolicy
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.agreed_currency import restate_order, with_accounting_tax
from novex_shopify.domain.policies.invoice_additions import build_addition, find_accounting_tax, find_addition
from novex_shopify.domain.policies.invoice_content import (
    InvoiceFacts,
    build_credit_note,
    build_invoice,
    list_refunds_with_value,
)
from novex_shopify.domain.policies.refund_shares import RefundShare, count_units, share_refund, take_share
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
    """Issues what an order lacks: its invoice, one of what was added to it later, and a credit note for each refund.

    Issuing again returns what exists. A refund before the invoice makes the invoice smaller, and gets no credit note.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces

    def __call__(self, order_id: str) -> Sequence[IssuedInvoice]:
        """Return the order's invoices and its credit notes, by the ERP's id of the order.

        Raises `NotFound` and `InvoiceRefused`, after which nothing was issued.
        """
        with self.unit_of_work() as tx:
            issued = self.issue_within(tx, order_id)
            tx.commit()
        return issued

    def issue_within(self, tx: Transaction, order_id: str) -> Sequence[IssuedInvoice]:
        """Issue in a transaction that the caller commits soon, because it holds the series until then."""
        # Before the order is locked, as by the worker: else each of the two could wait for what the other has locked.
        get_invoices(tx).settle_due(order_id, None)
        booked = lock_order(tx, order_id)
        order = restate_order(booked)
        settings = tx.shops.get_settings(ShopDomain(order.shop_domain))
        known = get_invoices(tx).list_by_order(order_id)
        invoices = [each for each in known if each.kind is InvoiceKind.INVOICE]
        if settings.invoices is IssuePolicy.NEVER and not invoices:
            raise InvoicesTurnedOff(order.shop_domain)
        credit_notes = [each for each in known if each.kind is InvoiceKind.CREDIT_NOTE]
        invoices = self._issue_invoices(tx, booked, settings, invoices)
        deducted = {refund_id for each in invoices for refund_id in read_content(each).refund_ids}
        for refund in list_refunds_with_value(order):
            if refund.id not in {*deducted, *(each.refund_id for each in credit_notes)}:
                for place, (corrected, share) in enumerate(_choose_corrected(order, refund, invoices, credit_notes)):
                    content = read_content(corrected)
                    note = self._build_credit_note(tx, booked, (refund.id, share), content)
                    _require_within(content, credit_notes, note)
                    credit_notes.append(self._number(settings).issue(tx, note, corrected, addition=place))
        return [*invoices, *credit_notes]

    def _issue_invoices(
        self, tx: Transaction, booked: SalesOrder, settings: ShopSettings, known: Sequence[IssuedInvoice]
    ) -> list[IssuedInvoice]:
        """Issue the order's first invoice, or one of what was added after those that are known."""
        order, contents = restate_order(booked), [read_content(each) for each in known]
        if known and find_addition(order, contents) is None:
            return list(known)
        seller = choose_seller(tx, order, settings)
        facts = InvoiceFacts(seller, self.clock.now(), find_shipped_at(tx, order), find_lots(tx, order, SOLD))
        if known:
            content = build_addition(order, contents, facts)
            if order is not booked:
                content = replace(content, accounting_tax=find_accounting_tax(booked, contents))
        else:
            content = with_accounting_tax(booked, lambda each: build_invoice(each, facts))
        issued = self._number(settings).issue(tx, with_look(tx, content), addition=len(known))
        return [*known, issued]

    def _build_credit_note(
        self, tx: Transaction, booked: SalesOrder, part: tuple[int, RefundShare], invoice: InvoiceContent
    ) -> InvoiceContent:
        refund_id, share = part
        lots = find_lots(tx, booked, {AssignmentState.RETURNED})
        facts = InvoiceFacts(invoice.seller, self.clock.now(), lots=lots)

        def build(order: SalesOrder) -> InvoiceContent:
            [refund] = [each for each in order.refunds if each.id == refund_id]
            return build_credit_note(order, take_share(refund, share), invoice, facts)

        return with_look(tx, with_accounting_tax(booked, build))

    def _number(self, settings: ShopSettings) -> Numbering:
        return Numbering(settings, self.clock.now(), self.nonces.generate())


def _choose_corrected(
    order: SalesOrder, refund: Refund, invoices: Sequence[IssuedInvoice], credit_notes: Sequence[IssuedInvoice]
) -> Sequence[tuple[IssuedInvoice, RefundShare]]:
    """The first invoice that has enough units and enough value left for the refund; else each with its share."""
    refunded, value = count_units(refund), refund.value(taxes_included=order.taxes_included)
    left = [_count_left(each, credit_notes) for each in invoices]
    whole = RefundShare({item: (0, units) for item, units in refunded.items()}, beside=True)
    for invoice, units in zip(invoices, left, strict=True):
        has_units = all(item in units and units[item] >= refunded[item] for item in refunded)
        if has_units and invoice.total.amount - _sum_credited(invoice.number, credit_notes, order).amount >= value:
            return [(invoice, whole)]
    parts = [pair for pair in zip(invoices, share_refund(refund, left), strict=True) if pair[1].units]
    worth = [take_share(refund, share).value(taxes_included=order.taxes_included) for _, share in parts]
    return parts if parts and all(each > 0 for each in worth) else [(invoices[0], whole)]


def _count_left(invoice: IssuedInvoice, credit_notes: Sequence[IssuedInvoice]) -> Mapping[int, int]:
    """The units by line item that an invoice has and its credit notes have not."""
    left: Counter[int] = Counter()
    for line in read_content(invoice).lines:
        left[line.line_item_id] += line.quantity
    for note in credit_notes:
        if note.invoice_number == invoice.number:
            for line in read_content(note).lines:
                left[line.line_item_id] -= line.quantity
    return left


def _sum_credited(number: str, credit_notes: Sequence[IssuedInvoice], order: SalesOrder) -> Money:
    of_invoice = (each.total for each in credit_notes if each.invoice_number == number)
    return sum_money(of_invoice, order.total.currency)


def _require_within(invoice: InvoiceContent, credit_notes: Sequence[IssuedInvoice], new: InvoiceContent) -> None:
    of_invoice = (each.total for each in credit_notes if each.invoice_number == invoice.number)
    credited = sum_money(of_invoice, invoice.currency)
    if (credited + new.total).amount > invoice.total.amount:
        raise CreditAboveInvoice(invoice.number, invoice.total, credited, new.total)
