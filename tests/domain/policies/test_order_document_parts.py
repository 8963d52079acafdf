"""Tips, duties, fees, discounts and taxes are booked so that the document equals Shopify's total to the cent."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, OrderTotals, ShippingLine, Tax
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.domain.policies.order_document_steps import (
    CENTS,
    SHOP,
    build_order,
    build_tea_line,
    list_line_kinds,
    make_euros,
    map_to_sales_order,
)


def test_a_tip_that_is_no_line_becomes_one() -> None:
    document = map_to_sales_order(build_order("13.00", totals=OrderTotals(tip=make_euros("3.00"))))
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.TIP, "3.00")]


def test_a_tip_that_is_a_line_already_is_not_booked_twice() -> None:
    tip = LineItem(2, None, None, "Tip", 1, make_euros("3.00"))
    document = map_to_sales_order(
        build_order("13.00", build_tea_line(), tip, totals=OrderTotals(tip=make_euros("3.00")))
    )
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.TIP, "3.00")]


def test_duties_and_fees_of_the_order_are_booked_as_such() -> None:
    document = map_to_sales_order(
        build_order("17.50", totals=OrderTotals(duties=make_euros("5.00"), fees=make_euros("2.50")))
    )
    assert list_line_kinds(document)[1:] == [(LineKind.DUTY, "5.00"), (LineKind.FEE, "2.50")]


def test_duties_inside_the_prices_are_not_added() -> None:
    document = map_to_sales_order(
        build_order("10.00", duties_included=True, totals=OrderTotals(duties=make_euros("5.00")))
    )
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00")]


def test_a_discount_that_is_allocated_to_no_line_is_booked_for_the_order() -> None:
    document = map_to_sales_order(build_order("8.00", totals=OrderTotals(discounts=make_euros("2.00"))))
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.DISCOUNT, "-2.00")]


def test_a_tax_that_is_on_no_line_is_booked_for_the_order() -> None:
    document = map_to_sales_order(build_order("11.90", totals=OrderTotals(tax=make_euros("1.90"))))
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.TAX, "1.90")]
    assert document.tax == make_euros("1.90")


def test_the_cent_by_which_taxes_are_rounded_for_the_order_is_located() -> None:
    lines = [
        build_tea_line("3.33", taxes=(Tax("VAT", Decimal("0.19"), make_euros("0.63")),), id=number)
        for number in (1, 2, 3)
    ]
    document = map_to_sales_order(build_order("11.89", *lines, totals=OrderTotals(tax=make_euros("1.90"))))
    assert list_line_kinds(document)[-1] == (LineKind.TAX, "0.01")


def test_a_gift_card_needs_no_item_and_is_no_revenue() -> None:
    card = LineItem(2, 777, None, "Gift card", 1, make_euros("50.00"), gift_card=True, requires_shipping=False)
    document = map_to_sales_order(build_order("60.00", build_tea_line(), card))
    assert list_line_kinds(document)[1] == (LineKind.GIFT_CARD, "50.00")


def test_a_total_in_another_currency_may_differ_by_what_conversion_rounds() -> None:
    lines = [build_tea_line("3.335", id=number) for number in (1, 2, 3)]
    stated = build_order("10.01", *lines, presentment_total=Money(Decimal("11.00"), "USD"))
    document = map_to_sales_order(stated)
    assert list_line_kinds(document)[-1] == (LineKind.ROUNDING, "0.005")
    assert document.presentment_total == Money(Decimal("11.00"), "USD")
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(replace(stated, presentment_total=None))
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(replace(stated, total=make_euros("10.50")))


def test_what_does_not_add_up_is_refused_with_the_place_of_the_difference() -> None:
    with pytest.raises(OrderTotalMismatch, match=r"difference 2\.00; discount on no line in particular: -5\.00"):
        map_to_sales_order(build_order("8.00", totals=OrderTotals(discounts=make_euros("5.00"))))


def test_lines_without_an_item_may_be_booked_under_a_placeholder() -> None:
    document = build_sales_order(SHOP, build_order("10.00"), {}, placeholders=True)
    assert [(line.kind, line.item_id, line.sku) for line in document.lines] == [(LineKind.ITEM, None, "TEA")]


@given(
    items=st.lists(st.tuples(CENTS, st.integers(1, 9), CENTS), min_size=1, max_size=8),
    tip=st.none() | CENTS,
    duties=st.none() | CENTS,
    fees=st.none() | CENTS,
    included=st.booleans(),
)
def test_the_lines_of_any_order_add_up_to_its_total(
    items: list[tuple[Money, int, Money]], tip: Money | None, duties: Money | None, fees: Money | None, included: bool
) -> None:
    lines = [
        build_tea_line(id=number, quantity=quantity, unit_price=price, taxes=(Tax("VAT", None, tax),))
        for number, (price, quantity, tax) in enumerate(items, 1)
    ]
    shipping_line = ShippingLine(9, "Parcel", make_euros("5.00"), (Discount("FREE", make_euros("5.00")),))
    parts = [each for each in (tip, duties, fees) if each]
    net = sum((price * quantity for price, quantity, _ in items), make_euros("0"))
    taxes = sum((tax for _, _, tax in items), make_euros("0"))
    total = sum(parts, net if included else net + taxes)
    stated = OrderTotals(tip=tip, duties=duties, fees=fees)
    document = map_to_sales_order(
        build_order(total, *lines, shipping_lines=(shipping_line,), taxes_included=included, totals=stated)
    )
    assert sum((line.total for line in document.lines), make_euros("0")) == document.total == total
