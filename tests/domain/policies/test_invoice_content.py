"""What an invoice says, for any order: its lines are the order's, and no cent is lost."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from novex_shopify.domain.errors import InvoiceRefused, OrderTotalMismatch
from novex_shopify.domain.model.invoice import InvoiceTax, NoXmlReason
from novex_shopify.domain.model.order import Company
from novex_shopify.domain.model.order_details import PaymentSchedule, PaymentTerms
from novex_shopify.domain.policies.frozen_json import freeze
from novex_shopify.domain.policies.invoice_content import (
    build_invoice,
)
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.builders import NOON, SHOP, a_complete_sales_order, an_invoiced_order, euros
from tests.invoice_arithmetic import FACTS, find_invoice_faults
from tests.shopify_orders.check import read_by_webhook
from tests.shopify_orders.order import Order
from tests.shopify_orders.strategies import orders

CONTENT_FIELDS = (
    "accounting_tax bill_to corrects currency due due_on issued_on kind language lines look net no_xml_reason number"
    " order_id order_name ordered_on po_number prices_include_tax refund_ids seller ship_to shop_domain supplied_on"
    " tax taxes terms total version"
)


@given(orders())
def test_the_invoice_of_any_order_adds_up(generated: Order) -> None:
    try:
        order = build_sales_order(SHOP, read_by_webhook(generated), {}, placeholders=True)
    except OrderTotalMismatch:
        return
    agreed = order.presentment_total
    if agreed and agreed.currency != order.total.currency:
        with pytest.raises(InvoiceRefused, match="was agreed in"):
            build_invoice(order, FACTS)
    assert list(find_invoice_faults(order)) == []


def test_terms_and_parties_are_taken_from_the_order() -> None:
    terms = PaymentTerms("Net 30", "net", 30, (PaymentSchedule(NOON + timedelta(days=30)),))
    company = Company(1, 2, "DE811111111")
    content = build_invoice(
        an_invoiced_order(
            payment_terms=terms,
            company=company,
            po_number="PO-7",
            customer_locale="de-DE",
            outstanding=euros("16.66"),
            financial_status="pending",
        ),
        FACTS,
    )
    assert (content.terms, content.due_on, content.due) == ("Net 30", date(2026, 12, 23), euros("16.66"))
    assert (content.po_number, content.language) == ("PO-7", "de")
    assert content.bill_to is not None
    assert (content.bill_to.legal_name, content.bill_to.vat_id) == ("Analytical Engines GmbH", "DE811111111")


def test_a_tax_of_the_channel_and_several_taxes_have_no_class() -> None:
    order = a_complete_sales_order()
    order = replace(order, total=euros("32.13"), presentment_total=None, refunds=(), cancelled_at=None, test=False)
    content = build_invoice(order, FACTS)
    assert content.no_xml_reason is NoXmlReason.CHANNEL_TAX
    assert [(tax.title, tax.rate, tax.tax) for tax in content.taxes] == [
        ("VAT", Decimal("0.19"), euros("1.71")),
        ("Tax", None, euros("3.42")),
    ]
    line = content.lines[0]
    assert line.taxes[0] == InvoiceTax("VAT", Decimal("0.19"), euros("1.71"), True)


def test_a_stored_content_of_this_version_is_read_for_ever() -> None:
    content = build_invoice(an_invoiced_order(id="11"), FACTS)
    stored = json.loads(freeze(replace(content, number="DE26-000001")))
    assert sorted(stored) == CONTENT_FIELDS.split()
    assert stored["lines"][1] == {
        "kind": "shipping",
        "line_item_id": 271,
        "sku": None,
        "title": "DHL",
        "quantity": 1,
        "list_price": "5.00 EUR",
        "discount": "0.00 EUR",
        "net": "5.00 EUR",
        "tax": "0.95 EUR",
        "taxes": [{"title": "MwSt", "rate": "0.19", "amount": "0.95 EUR", "channel_liable": False}],
        "tax_class": {"category": "S", "rate": "0.19"},
        "no_xml_reason": None,
        "lots": [],
    }
    assert (stored["version"], stored["issued_on"], stored["total"]) == (1, "2026-11-23", "16.66 EUR")
