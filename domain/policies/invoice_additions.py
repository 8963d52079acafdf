"""What was added to an order after its invoices: the difference of their lines, with no amount computed from prices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from novex_shopify.domain.errors import InvoiceTotalDiffers
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceKind, InvoiceLine, InvoiceTax, sum_money
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.policies.invoice_content import (
    InvoiceFacts,
    build_content,
    complete_invoice,
    list_refunds_with_value,
)
from novex_shopify.domain.policies.invoice_lines import build_order_lines, deduct_refunds

_Key = tuple[LineKind, int, str]


def find_addition(order: SalesOrder, invoiced: Sequence[InvoiceContent]) -> Money | None:
    """By how much an order is above its invoices and the refunds that they deducted; None if it is not."""
    deducted = {refund_id for content in invoiced for refund_id in content.refund_ids}
    refunds = [refund for refund in list_refunds_with_value(order) if refund.id in deducted]
    returned = sum(refund.value(taxes_included=order.taxes_included) for refund in refunds)
    known = sum_money((content.total for content in invoiced), order.total.currency)
    added = Money(order.total.amount - returned, order.total.currency) - known
    return added if added.amount > 0 else None


def build_addition(order: SalesOrder, invoiced: Sequence[InvoiceContent], facts: InvoiceFacts) -> InvoiceContent:
    """Build the invoice of what was added to an order that has an addition.

    A refund after the invoices is no part of it: it gets a credit note. Raises `InvoiceTotalDiffers`.
    """
    added = find_addition(order, invoiced)
    deducted = {refund_id for content in invoiced for refund_id in content.refund_ids}
    refunds = [refund for refund in list_refunds_with_value(order) if refund.id in deducted]
    wanted = _add_up(deduct_refunds(order, build_order_lines(order, facts.lots or {}), refunds))
    known = _add_up(line for content in invoiced for line in content.lines)
    lines = [_subtract(line, known.get(key)) for key, line in wanted.items()]
    added_lines = [line for line in lines if line.net.amount or line.tax.amount]
    content = build_content(order, facts, InvoiceKind.INVOICE, added_lines)
    if content.total != added:
        numbers = ", ".join(each.number for each in invoiced)
        reason = f"{added} were added to it after {numbers}, and its lines differ by {content.total}"
        raise InvoiceTotalDiffers(order.name, reason)
    return complete_invoice(content, order, facts, ())


def find_accounting_tax(booked: SalesOrder, invoiced: Sequence[InvoiceContent]) -> Money:
    """The tax of an addition in the shop's currency: what the order has there, less what its invoices state."""
    order = replace(booked, presentment_total=None)
    deducted = {refund_id for content in invoiced for refund_id in content.refund_ids}
    refunds = [refund for refund in list_refunds_with_value(order) if refund.id in deducted]
    lines = deduct_refunds(order, build_order_lines(order, {}), refunds)
    stated = (content.accounting_tax for content in invoiced if content.accounting_tax)
    currency = order.total.currency
    return sum_money((line.tax for line in lines), currency) - sum_money(stated, currency)


def _add_up(lines: Iterable[InvoiceLine]) -> Mapping[_Key, InvoiceLine]:
    """One line for each line item, and for each amount of the whole order."""
    totals: dict[_Key, InvoiceLine] = {}
    for line in lines:
        key = (line.kind, line.line_item_id, "" if line.line_item_id else line.title)
        known = totals.get(key)
        totals[key] = _add(known, line) if known else line
    return totals


def _add(known: InvoiceLine, line: InvoiceLine) -> InvoiceLine:
    return replace(
        known,
        quantity=known.quantity + line.quantity,
        discount=known.discount + line.discount,
        net=known.net + line.net,
        tax=known.tax + line.tax,
        taxes=_combine(known.taxes, line.taxes, 1),
    )


def _subtract(line: InvoiceLine, known: InvoiceLine | None) -> InvoiceLine:
    """What is left of a line without its invoiced part, whose lots are on the other invoice."""
    if known is None:
        return line
    return replace(
        line,
        quantity=line.quantity - known.quantity or 1,
        discount=line.discount - known.discount,
        net=line.net - known.net,
        tax=line.tax - known.tax,
        taxes=_combine(line.taxes, known.taxes, -1),
        lots=(),
    )


def _combine(taxes: Sequence[InvoiceTax], others: Sequence[InvoiceTax], sign: int) -> tuple[InvoiceTax, ...]:
    """The sums or the differences by title and rate."""
    totals = {(tax.title, tax.rate, tax.channel_liable): tax for tax in taxes}
    for tax in others:
        key = (tax.title, tax.rate, tax.channel_liable)
        known = totals.get(key, replace(tax, amount=tax.amount * 0))
        totals[key] = replace(known, amount=known.amount + tax.amount * sign)
    return tuple(tax for tax in totals.values() if tax.amount.amount)
