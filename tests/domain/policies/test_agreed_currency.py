"""An invoice is in the currency that the customer agreed to, with the amounts that Shopify states in it."""

from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.domain.errors import CurrencyNotInvoiced
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import RefundAdjustment, RefundLine
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.policies.agreed_currency import restate_order, with_accounting_tax
from novex_shopify.domain.policies.invoice_content import InvoiceFacts, build_credit_note, build_invoice
from tests.builders import LINE_ID, NOON, a_refund, a_seller, an_invoiced_order, dollars, euros

FACTS = InvoiceFacts(a_seller(id=5), NOON, NOON)


def agree(line: SalesOrderLine, price: str, tax: str) -> SalesOrderLine:
    taxes = tuple(replace(each, presentment=dollars(tax)) for each in line.taxes)
    return replace(line, presentment_unit_price=dollars(price), taxes=taxes)


def an_agreed_order(**changes: Any) -> SalesOrder:
    """16.66 EUR, which the customer saw as 19.02 USD."""
    tea, shipping = an_invoiced_order().lines
    lines = (agree(replace(tea, discounts=(), discount=euros("0.00")), "5.14", "1.95"), agree(shipping, "5.71", "1.08"))
    return an_invoiced_order(**({"lines": lines, "presentment_total": dollars("19.02")} | changes))


def an_agreed_refund() -> Any:
    line = RefundLine(LINE_ID, 1, euros("4.50"), euros("0.86"), "return", 5, dollars("5.14"), dollars("0.98"))
    shipping = RefundAdjustment("shipping_refund", euros("5.00"), euros("0.95"), dollars("5.71"), dollars("1.08"))
    return replace(a_refund(), lines=(line,), adjustments=(shipping,))


def test_an_invoice_has_the_amounts_that_the_customer_saw() -> None:
    invoice = build_invoice(restate_order(an_agreed_order()), FACTS)
    assert (invoice.net, invoice.tax, invoice.total) == (dollars("15.99"), dollars("3.03"), dollars("19.02"))
    assert [(line.net, line.tax) for line in invoice.lines] == [
        (dollars("10.28"), dollars("1.95")),
        (dollars("5.71"), dollars("1.08")),
    ]


def test_a_credit_note_is_in_the_currency_of_its_invoice() -> None:
    order = restate_order(an_agreed_order(refunds=(an_agreed_refund(),)))
    invoice = replace(build_invoice(replace(order, refunds=()), FACTS), number="DE26-000001")
    note = build_credit_note(order, order.refunds[0], invoice, FACTS)
    assert (note.currency, note.total, note.tax) == ("USD", dollars("12.91"), dollars("2.06"))


def test_the_tax_is_stated_in_the_shops_currency_too() -> None:
    invoice = with_accounting_tax(an_agreed_order(), lambda order: build_invoice(order, FACTS))
    assert (invoice.tax, invoice.accounting_tax) == (dollars("3.03"), euros("2.66"))
    assert with_accounting_tax(an_invoiced_order(), lambda order: build_invoice(order, FACTS)).accounting_tax is None


def test_an_order_in_the_shops_currency_stays_as_it_is() -> None:
    order = an_invoiced_order()
    assert restate_order(order) is order
    same = replace(order, presentment_total=order.total)
    assert restate_order(same) is same


def test_a_rounding_of_the_conversion_is_not_on_the_invoice() -> None:
    order = an_agreed_order()
    rounding = replace(order.lines[1], kind=LineKind.ROUNDING, total=euros("0.01"), tax=euros("0.00"), taxes=())
    assert restate_order(replace(order, lines=(*order.lines, rounding))).total == dollars("19.02")


@pytest.mark.parametrize(
    ("left", "due"),
    [("0.00", "0.00"), ("16.66", "19.02")],
)
def test_nothing_and_all_are_left_to_pay_in_both_currencies(left: str, due: str) -> None:
    assert build_invoice(restate_order(an_agreed_order(outstanding=euros(left))), FACTS).due == dollars(due)


def an_order_with(**line: Any) -> SalesOrder:
    order = an_agreed_order()
    return replace(order, lines=(replace(order.lines[0], **line), order.lines[1]))


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (an_order_with(presentment_unit_price=None), "the price of Earl Grey is known in EUR only"),
        (an_order_with(taxes=()), "a part of the price of Earl Grey is known in EUR only"),
        (an_agreed_order(presentment_total=dollars("19.03")), r"its lines add up to 19\.02 USD, and 19\.03 USD"),
        (an_agreed_order(outstanding=euros("5.00")), r"what is left to pay is known in EUR only \(5\.00 EUR\)"),
        (an_agreed_order(refunds=(a_refund(),)), "a refund is known in EUR only"),
    ],
)
def test_what_is_not_known_in_the_agreed_currency_is_refused_with_the_reason(order: SalesOrder, reason: str) -> None:
    with pytest.raises(CurrencyNotInvoiced, match=reason):
        restate_order(order)


def test_amounts_of_another_currency_are_not_taken() -> None:
    pounds = Money(dollars("5.14").amount, "GBP")
    with pytest.raises(CurrencyNotInvoiced, match="was agreed in USD"):
        restate_order(an_order_with(presentment_unit_price=pounds))
