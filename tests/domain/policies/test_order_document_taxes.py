"""The document's tax is Shopify's, to the cent, and says what the sales channel remits of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order, OrderTotals, ShippingLine, Tax
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine
from novex_shopify.domain.model.sales_order import LineKind
from tests.domain.policies.order_document_steps import (
    NOON,
    build_order,
    build_tea_line,
    list_line_kinds,
    make_euros,
    map_to_sales_order,
)


def build_vat(amount: str, *, channel_liable: bool = False) -> Tax:
    return Tax("VAT", Decimal("0.19"), make_euros(amount), channel_liable)


def build_taxed_order(total: str, tax: str, *line_taxes: str, taxes_included: bool, price: str = "100.00") -> Order:
    lines = [build_tea_line(price, id=number, taxes=(build_vat(each),)) for number, each in enumerate(line_taxes, 1)]
    return build_order(
        total,
        *(lines or [build_tea_line(price)]),
        taxes_included=taxes_included,
        taxes=(build_vat(tax),),
        totals=OrderTotals(tax=make_euros(tax)),
    )


def test_tax_in_the_prices_that_is_stated_for_the_order_only_is_kept() -> None:
    document = map_to_sales_order(build_taxed_order("100.00", "15.97", taxes_included=True))
    assert list_line_kinds(document) == [(LineKind.ITEM, "100.00"), (LineKind.TAX, "0")]
    assert (document.total, document.tax) == (make_euros("100.00"), make_euros("15.97"))
    assert document.lines[-1].taxes == (build_vat("15.97"),)


def test_a_rate_of_nothing_that_is_stated_for_the_order_only_is_kept() -> None:
    """0 % is not untaxed."""
    free = replace(build_vat("0.00"), rate=Decimal(0))
    order = build_order("10.00", taxes=(free,), totals=OrderTotals(tax=make_euros("0.00")))
    document = map_to_sales_order(order)
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.TAX, "0.00")]
    assert document.lines[-1].taxes == (free,)


@pytest.mark.parametrize(("total", "taxes_included"), [("100.00", True), ("115.97", False)])
def test_the_taxes_of_the_order_count_if_their_sum_is_not_stated(total: str, taxes_included: bool) -> None:
    order = build_taxed_order(total, "15.97", taxes_included=taxes_included)
    document = map_to_sales_order(replace(order, totals=OrderTotals()))
    assert (document.total, document.tax) == (make_euros(total), make_euros("15.97"))


@pytest.mark.parametrize("taxes_included", [True, False])
def test_a_tax_that_is_rounded_for_the_order_gets_its_cent(taxes_included: bool) -> None:
    total = "100.00" if taxes_included else "115.97"
    order = build_taxed_order(total, "15.97", "7.98", "7.98", taxes_included=taxes_included, price="50.00")
    document = map_to_sales_order(order)
    assert (document.total, document.tax) == (make_euros(total), make_euros("15.97"))
    assert document.lines[-1].taxes == (build_vat("0.01"),)


def test_lines_that_add_up_without_the_cent_of_the_tax_keep_their_total() -> None:
    order = build_taxed_order("115.96", "15.97", "7.98", "7.98", taxes_included=False, price="50.00")
    document = map_to_sales_order(order)
    assert (document.total, document.tax) == (make_euros("115.96"), make_euros("15.97"))


def test_in_two_currencies_tax_for_the_order_only_is_booked_beside_the_rounding() -> None:
    order = replace(
        build_taxed_order("24.81", "2.92", taxes_included=False, price="7.30"),
        line_items=(build_tea_line("7.30", 3),),
        presentment_total=Money(Decimal("34.00"), "USD"),
    )
    document = map_to_sales_order(order)
    assert list_line_kinds(document)[1:] == [(LineKind.TAX, "2.92"), (LineKind.ROUNDING, "-0.01")]
    assert document.tax == make_euros("2.92")


def test_tax_that_the_channel_remits_is_not_the_merchants() -> None:
    lines = [build_tea_line("50.00", taxes=(build_vat("4.13", channel_liable=True),))]
    shipping = ShippingLine(9, "Parcel", make_euros("5.00"), taxes=(build_vat("0.95"),))
    document = map_to_sales_order(build_order("60.08", *lines, shipping_lines=(shipping,)))
    assert (document.tax, document.channel_tax, document.own_tax) == tuple(map(make_euros, ("5.08", "4.13", "0.95")))


def test_the_mark_of_a_tax_for_the_order_only_is_kept() -> None:
    order = build_taxed_order("115.97", "15.97", taxes_included=False)
    marked = replace(order, taxes=(build_vat("15.97", channel_liable=True),))
    document = map_to_sales_order(marked)
    assert (document.channel_tax, document.own_tax) == (make_euros("15.97"), make_euros("0.00"))


def test_a_tax_of_nothing_keeps_its_rate() -> None:
    zero_rated = Tax("VAT", Decimal(0), make_euros("0.00"))
    document = map_to_sales_order(build_order("10.00", build_tea_line(taxes=(zero_rated,))))
    assert document.lines[0].taxes == (zero_rated,)


@pytest.mark.parametrize("taxes_included", [True, False])
def test_the_tax_of_an_edited_order_is_what_is_left_and_what_was_returned(taxes_included: bool) -> None:
    """Tax of 1.60 was stated for the order only; an edit added 4.00 with 0.64; 10.00 with shipping came back."""
    added = build_tea_line("4.00", id=2, taxes=(build_vat("0.64"),))
    refund = Refund(
        5,
        1,
        NOON,
        (RefundLine(1, 1, make_euros("5.00"), make_euros("0.80")),),
        (RefundAdjustment("shipping_refund", make_euros("0.00"), make_euros("0.00")),),
    )
    placed, current = ("10.00", "9.00") if taxes_included else ("11.60", "10.44")
    totals = OrderTotals(current=make_euros(current), tax=make_euros("1.60"), current_tax=make_euros("1.44"))
    order = build_order(
        placed, build_tea_line(), added, taxes_included=taxes_included, refunds=(refund,), totals=totals
    )
    document = map_to_sales_order(order)
    assert document.tax == make_euros("2.24")
    assert document.total == make_euros("14.00" if taxes_included else "16.24")
