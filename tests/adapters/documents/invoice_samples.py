"""Invoices of each kind that EN 16931 data can be written for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceLot
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company, Tax
from novex_shopify.domain.model.order_details import PaymentSchedule, PaymentTerms
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.policies.invoice_content import InvoiceFacts, build_credit_note, build_invoice
from tests.builders import HOUR, LINE_ID, NOON, a_refund, a_seller, an_invoiced_order, euros

SELLER = a_seller(
    id=5,
    legal_name="Tea & Paper GmbH",
    tax_number="12/345/67890",
    register_entry="HRB 1234 Köln",
    iban="DE89 3704 0044 0532 0130 00",
    footer="The supply remains our property until it is paid in full.",
)
LOTS = {
    LINE_ID: (
        InvoiceLot("L261101-A", 1, date(2027, 5, 2)),
        InvoiceLot("L261108-B", 1, date(2027, 5, 9)),
    )
}
FACTS = InvoiceFacts(SELLER, NOON, NOON, LOTS)
NET_30 = PaymentTerms("Net 30", "net", 30, (PaymentSchedule(NOON + 720 * HOUR),))


def build_samples() -> Mapping[str, InvoiceContent]:
    """The contents by what is special about them, each with a number."""
    domestic = build_invoice(_order(payment_terms=NET_30, po_number="PO-77812", outstanding=euros("16.66")), FACTS)
    domestic = replace(domestic, number="DE26-000123")
    samples = {
        "domestic": domestic,
        "paid, reduced by a refund": build_invoice(_order(refunds=(_tea_refund(),)), FACTS),
        "credit note": build_credit_note(_order(refunds=(a_refund(),)), a_refund(), domestic, FACTS),
        "intra-Community": build_invoice(_untaxed("FR", Company(1, 2, " fr83 404833048")), FACTS),
        "reverse charge": build_invoice(_untaxed("FR", Company(1, 2, "FR83404833048"), shipped=False), FACTS),
        "export": build_invoice(_untaxed("CH"), FACTS),
        "zero rate": build_invoice(_untaxed("DE", rate=Decimal(0)), FACTS),
        "exempt seller": build_invoice(
            _untaxed("DE"), replace(FACTS, seller=replace(SELLER, exemption_reason="Small enterprise, § 19 UStG"))
        ),
        "seller without a VAT id": build_invoice(_order(), replace(FACTS, seller=replace(SELLER, vat_id=None))),
        "buyer in Kosovo, and blanks": build_invoice(_blank(), FACTS),
        "discount, rounding and two rates": build_invoice(_mixed(), FACTS),
        "another currency": replace(domestic, number="", accounting_tax=Money(Decimal("2.25"), "CHF")),
        "Spanish, prices with tax": build_invoice(_with_tax_included(), FACTS),
    }
    return {
        name: replace(content, number=content.number or f"DE26-{position:06}")
        for position, (name, content) in enumerate(samples.items(), start=1)
    }


def _order(**changes: Any) -> SalesOrder:
    order = an_invoiced_order(id="11", **changes)
    (tea, shipping) = order.lines
    return replace(order, lines=(replace(tea, sku="TEA-<1>", title="Earl Grey “& more”"), shipping))


def _tea_refund() -> Any:
    refund = a_refund()
    return replace(refund, adjustments=())


def _untaxed(
    country: str, company: Company | None = None, *, shipped: bool = True, rate: Decimal | None = None
) -> SalesOrder:
    order = _order()
    taxes = () if rate is None else (Tax("MwSt", rate, euros("0.00")),)
    lines = [replace(line, tax=euros("0.00"), total=line.total - line.tax, taxes=taxes) for line in order.lines]
    lines = [replace(line, requires_shipping=shipped) for line in lines if shipped or line.kind is LineKind.ITEM]
    address = replace(order.billing_address, country_code=country) if order.billing_address else None
    total = sum((line.total for line in lines), euros("0.00"))
    untaxed = replace(order, lines=tuple(lines), total=total, tax=euros("0.00"), company=company)
    return replace(untaxed, billing_address=address, shipping_address=address)


def _blank() -> SalesOrder:
    """Titles and parts of addresses that are only spaces, and a country that is none of ISO 3166-1."""
    order = _untaxed("XK")
    assert order.billing_address
    address = replace(order.billing_address, province=" ", zip="", address2=" ")
    lines = tuple(replace(line, title=" ", sku=" ") for line in order.lines)
    return replace(order, lines=lines, billing_address=address, shipping_address=address)


def _mixed() -> SalesOrder:
    """Books at 7 %, and a cent of rounding; its discount is on the one rate that all other lines share."""
    order = _order()
    tea = order.lines[0]
    book = replace(tea, line_item_id=12, title="Book", tax=euros("1.70"), total=euros("10.70"))
    lines = (
        replace(book, taxes=(Tax("MwSt", Decimal("0.19"), euros("1.70")),)),
        _whole(tea, LineKind.DISCOUNT, "WELCOME", "-1.00"),
        _whole(tea, LineKind.ROUNDING, "Rounding", "0.01"),
    )
    return replace(order, lines=lines, total=euros("9.71"), tax=euros("1.70"), outstanding=euros("9.71"))


def _whole(line: SalesOrderLine, kind: LineKind, title: str, amount: str) -> SalesOrderLine:
    money = euros(amount)
    return replace(
        line,
        kind=kind,
        line_item_id=0,
        sku=None,
        title=title,
        quantity=1,
        unit_price=money,
        tax=euros("0.00"),
        total=money,
        taxes=(),
    )


def _with_tax_included() -> SalesOrder:
    order = _order(taxes_included=True, customer_locale="es")
    tea = replace(order.lines[0], unit_price=euros("5.36"), discount=euros("0.01"))
    low = replace(
        order.lines[1],
        tax=euros("0.39"),
        total=euros("5.95"),
        taxes=(Tax("MwSt", Decimal("0.07"), euros("0.39")),),
    )
    return replace(order, lines=(tea, low), tax=euros("2.10"))
