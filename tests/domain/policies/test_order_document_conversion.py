"""What conversion may change comes from the currency's own decimal places, not from how an amount is written."""

from decimal import Decimal

import pytest

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, OrderTotals, Tax
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.sales_order import LineKind
from tests.domain.policies.order_document_steps import NOON, build_order, list_line_kinds, map_to_sales_order

DOLLARS = Money(Decimal("119.00"), "USD")


def build_converted_order(total: str, price: str, quantity: int, tax: str, currency: str, **changes: object) -> Order:
    vat = Tax("VAT", Decimal("0.1"), Money(Decimal(tax), currency))
    line = LineItem(1, 101, "TEA", "Tea", quantity, Money(Decimal(price), currency), taxes=(vat,))
    return build_order(Money(Decimal(total), currency), line, presentment_total=DOLLARS, **changes)


@pytest.mark.parametrize("total", ["3305", "3305.0", "3305.00"])
def test_a_currency_without_places_may_differ_by_whole_units(total: str) -> None:
    document = map_to_sales_order(build_converted_order(total, "1001", 3, "301", "JPY"))
    assert list_line_kinds(document)[-1] == (LineKind.ROUNDING, str(Decimal(total) - 3304))


@pytest.mark.parametrize("total", ["119", "119.0", "119.00"])
def test_a_round_total_allows_no_more_than_any_other(total: str) -> None:
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(build_converted_order(total, "100.00", 1, "18.88", "EUR"))


@pytest.mark.parametrize(("total", "fits"), [("13.575", True), ("13.576", False)])
def test_a_currency_with_three_places_may_differ_by_thousandths(total: str, fits: bool) -> None:
    order = build_converted_order(total, "12.340", 1, "1.234", "KWD")
    if fits:
        assert list_line_kinds(map_to_sales_order(order))[-1] == (LineKind.ROUNDING, "0.001")
    else:
        with pytest.raises(OrderTotalMismatch):
            map_to_sales_order(order)


@pytest.mark.parametrize("missing", ["2.00", "0.21"])
def test_money_that_is_really_missing_is_refused(missing: str) -> None:
    order = build_converted_order(str(Decimal("118.88") - Decimal(missing)), "10.00", 10, "18.88", "EUR")
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(order)


def test_a_discount_for_the_order_only_is_booked_beside_the_rounding() -> None:
    discounts = OrderTotals(discounts=Money(Decimal("6.43"), "EUR"))
    document = map_to_sales_order(build_converted_order("9.64", "16.08", 1, "0.00", "EUR", totals=discounts))
    assert list_line_kinds(document)[1:] == [(LineKind.DISCOUNT, "-6.43"), (LineKind.ROUNDING, "-0.01")]


def test_a_unit_between_stated_and_allocated_discounts_is_no_discount() -> None:
    discounts = tuple(Discount("SUMMER", Money(Decimal("3.33"), "EUR")) for _ in range(3))
    line = LineItem(1, 101, "TEA", "Tea", 1, Money(Decimal("20.00"), "EUR"), discounts)
    totals = OrderTotals(discounts=Money(Decimal("10.00"), "EUR"))
    order = build_order(Money(Decimal("10.00"), "EUR"), line, presentment_total=DOLLARS, totals=totals)
    assert list_line_kinds(map_to_sales_order(order)) == [(LineKind.ITEM, "10.01"), (LineKind.ROUNDING, "-0.01")]


def test_the_stated_total_counts_where_what_is_left_and_returned_differs_by_conversion() -> None:
    line = LineItem(1, 101, "TEA", "Tea", 3, Money(Decimal("1.66"), "EUR"))
    back = RefundLine(1, 1, Money(Decimal("1.66"), "EUR"), Money(Decimal("0.00"), "EUR"))
    order = build_order(
        Money(Decimal("4.97"), "EUR"),
        line,
        presentment_total=DOLLARS,
        refunds=(Refund(5, 1, NOON, (back,)),),
        totals=OrderTotals(current=Money(Decimal("3.32"), "EUR")),
    )
    assert map_to_sales_order(order).total == Money(Decimal("4.97"), "EUR")
