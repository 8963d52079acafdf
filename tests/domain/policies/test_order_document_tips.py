"""A tip is booked once, as a tip, whether it is a line item, a total, or both, and in any currency."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import LineItem, Order, OrderTotals
from novex_shopify.domain.model.sales_order import LineKind
from tests.domain.policies.order_document_steps import (
    build_order,
    build_tea_line,
    list_line_kinds,
    make_euros,
    map_to_sales_order,
)

DOLLARS = Money(Decimal("115.00"), "USD")


def build_tip(amount: str, *, tip: bool = True, title: str = "Tip") -> LineItem:
    return LineItem(2, None, None, title, 1, make_euros(amount), requires_shipping=False, tip=tip)


def build_dollar_order(total: str, *lines: LineItem, tip: str) -> Order:
    """An order that was paid in dollars, so each of its amounts is rounded separately."""
    return build_order(total, *lines, presentment_total=DOLLARS, totals=OrderTotals(tip=make_euros(tip)))


def test_a_tip_that_is_a_line_and_a_total_is_one_tip() -> None:
    stated = OrderTotals(tip=make_euros("3.00"))
    document = map_to_sales_order(build_order("13.00", build_tea_line(), build_tip("3.00"), totals=stated))
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.TIP, "3.00")]


def test_in_two_currencies_only_the_cent_of_conversion_is_rounded() -> None:
    document = map_to_sales_order(
        build_dollar_order("83.94", build_tea_line("7.30", 11), build_tip("3.65"), tip="3.65")
    )
    assert list_line_kinds(document) == [
        (LineKind.ITEM, "80.30"),
        (LineKind.TIP, "3.65"),
        (LineKind.ROUNDING, "-0.01"),
    ]


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "not marked"])
def test_many_units_do_not_hide_a_second_booking_of_the_tip(marked: bool) -> None:
    document = map_to_sales_order(
        build_dollar_order("1460.58", build_tea_line("7.30", 200), build_tip("0.73", tip=marked), tip="0.73")
    )
    assert list_line_kinds(document) == [
        (LineKind.ITEM, "1460.00"),
        (LineKind.TIP, "0.73"),
        (LineKind.ROUNDING, "-0.15"),
    ]


def test_a_custom_line_that_is_as_much_as_the_tip_stays_an_item_beside_it() -> None:
    engraving = build_tip("3.00", tip=False, title="Engraving")
    stated = OrderTotals(tip=make_euros("3.00"))
    document = map_to_sales_order(build_order("16.00", build_tea_line(), engraving, totals=stated))
    assert [kind for kind, _ in list_line_kinds(document)] == [LineKind.ITEM, LineKind.ITEM, LineKind.TIP]


def test_of_two_custom_lines_the_one_called_tip_is_the_tip() -> None:
    engraving = replace(build_tip("3.00", tip=False, title="Engraving"), id=3)
    stated = OrderTotals(tip=make_euros("3.00"))
    document = map_to_sales_order(
        build_order("16.00", build_tea_line(), engraving, build_tip("3.00", tip=False), totals=stated)
    )
    assert [line.title for line in document.lines if line.kind is LineKind.TIP] == ["Tip"]


def test_of_two_tips_that_are_lines_the_one_without_a_mark_is_a_tip_too() -> None:
    lines = [build_tea_line(), build_tip("3.00"), replace(build_tip("2.00", tip=False), id=3)]
    document = map_to_sales_order(build_order("15.00", *lines, totals=OrderTotals(tip=make_euros("5.00"))))
    assert list_line_kinds(document) == [(LineKind.ITEM, "10.00"), (LineKind.TIP, "3.00"), (LineKind.TIP, "2.00")]


def test_tips_on_lines_and_beside_them_add_up_to_the_stated_tip() -> None:
    stated = OrderTotals(tip=make_euros("5.00"))
    document = map_to_sales_order(build_order("15.00", build_tea_line(), build_tip("3.00"), totals=stated))
    assert list_line_kinds(document)[1:] == [(LineKind.TIP, "3.00"), (LineKind.TIP, "2.00")]


def test_a_tip_explains_no_missing_money() -> None:
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(build_dollar_order("80.30", build_tea_line("7.30", 11), build_tip("3.65"), tip="3.65"))


def test_a_tip_that_no_line_can_be_is_never_left_out() -> None:
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(build_order("10.00", build_tea_line(), totals=OrderTotals(tip=make_euros("3.00"))))
