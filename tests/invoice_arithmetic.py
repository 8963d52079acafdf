"""Checks the invoices of an order by an arithmetic that shares nothing with the product."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.errors import InvoiceRefused
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.frozen_json import freeze, thaw
from novex_shopify.domain.policies.invoice_content import (
    InvoiceFacts,
    build_credit_note,
    build_invoice,
    list_refunds_with_value,
)
from tests.builders import NOON, a_seller

FACTS = InvoiceFacts(a_seller(id=5), NOON, NOON)
ZERO = Decimal(0)


def find_invoice_faults(order: SalesOrder) -> Iterator[str]:
    """What of the invoice before and after the refunds, and of the credit notes between them, is not to the cent."""
    order = make_invoiceable(order)
    before = build_invoice(replace(order, refunds=()), FACTS)
    if before.total != order.total:
        yield f"invoice of {before.total}, right: {order.total}"
    yield from _check_sums(before)
    if before.tax != (order.tax or before.tax):
        yield f"tax of {before.tax}, right: {order.tax}"
    notes = [build_credit_note(order, refund, before, FACTS) for refund in list_refunds_with_value(order)]
    for note in notes:
        yield from _check_sums(note)
    left = before.total.amount - sum((note.total.amount for note in notes), ZERO)
    try:
        after = build_invoice(order, FACTS)
    except InvoiceRefused as refusal:
        if left > 0:
            yield f"refused: {refusal}"
        return
    yield from _check_sums(after)
    if after.total.amount != left:
        yield f"invoice after refunds of {after.total}, right: {left}"
    if thaw(freeze(after), InvoiceContent) != after:
        yield "the frozen content is read as another one"


def make_invoiceable(order: SalesOrder) -> SalesOrder:
    """The order in one currency, and neither a test nor deleted nor cancelled."""
    return replace(order, presentment_total=None, test=False, deleted_at=None, cancelled_at=None)


def build_all(order: SalesOrder) -> Iterator[InvoiceContent]:
    """The invoice before and after the refunds, and the credit notes between them, each with a number."""
    order = make_invoiceable(order)
    before = replace(build_invoice(replace(order, refunds=()), FACTS), number="DE26-000001")
    yield before
    for refund in list_refunds_with_value(order):
        yield replace(build_credit_note(order, refund, before, FACTS), number="DECN26-000001")
    with suppress(InvoiceRefused):
        yield replace(build_invoice(order, FACTS), number="DE26-000002")


def _check_sums(content: InvoiceContent) -> Iterator[str]:
    lines = sum((line.total.amount for line in content.lines), ZERO)
    if lines != content.total.amount:
        yield f"{content.kind}: lines of {lines}, total of {content.total}"
    taxes = sum((tax.tax.amount for tax in content.taxes), ZERO)
    if taxes != content.tax.amount:
        yield f"{content.kind}: taxes of {taxes}, tax of {content.tax}"
