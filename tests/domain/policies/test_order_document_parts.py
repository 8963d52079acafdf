"""What an order holds beside goods and freight is booked so that the document equals Shopify's total to the cent."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, StatedTotals, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import sales_order

SHOP = ShopDomain("tea-and-paper.myshopify.com")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CENTS = st.integers(1, 100_000).map(lambda cents: eur(Decimal(cents) / 100))


def eur(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), "EUR")


def tea(price: str = "10.00", quantity: int = 1, **changes: object) -> LineItem:
    line = LineItem(1, 101, "TEA", "Tea", quantity, eur(price))
    return replace(line, **changes)  # type: ignore[arg-type]


def order(total: Money | str, *lines: LineItem, **changes: object) -> Order:
    money = eur(total) if isinstance(total, str) else total
    return replace(Order(1, "#1001", NOON, NOON, money, False, lines or (tea(),)), **changes)  # type: ignore[arg-type]


def booked(stated: Order) -> SalesOrder:
    return sales_order(SHOP, stated, {101: "ART-1"})


def kinds(document: SalesOrder) -> list[tuple[LineKind, str]]:
    return [(line.kind, str(line.total.amount)) for line in document.lines]


def test_a_tip_that_is_no_line_becomes_one() -> None:
    document = booked(order("13.00", stated=StatedTotals(tip=eur("3.00"))))
    assert kinds(document) == [(LineKind.GOODS, "10.00"), (LineKind.TIP, "3.00")]


def test_a_tip_that_is_a_line_already_is_not_booked_twice() -> None:
    tip = LineItem(2, None, None, "Tip", 1, eur("3.00"))
    document = booked(order("13.00", tea(), tip, stated=StatedTotals(tip=eur("3.00"))))
    assert kinds(document) == [(LineKind.GOODS, "10.00"), (LineKind.GOODS, "3.00")]


def test_duties_and_fees_of_the_order_are_booked_as_such() -> None:
    document = booked(order("17.50", stated=StatedTotals(duties=eur("5.00"), fees=eur("2.50"))))
    assert kinds(document)[1:] == [(LineKind.DUTY, "5.00"), (LineKind.FEE, "2.50")]


def test_duties_inside_the_prices_are_not_added() -> None:
    document = booked(order("10.00", duties_included=True, stated=StatedTotals(duties=eur("5.00"))))
    assert kinds(document) == [(LineKind.GOODS, "10.00")]


def test_a_discount_that_is_allocated_to_no_line_is_booked_for_the_whole() -> None:
    document = booked(order("8.00", stated=StatedTotals(discounts=eur("2.00"))))
    assert kinds(document) == [(LineKind.GOODS, "10.00"), (LineKind.DISCOUNT, "-2.00")]


def test_a_tax_that_is_on_no_line_is_booked_for_the_whole() -> None:
    document = booked(order("11.90", stated=StatedTotals(tax=eur("1.90"))))
    assert kinds(document) == [(LineKind.GOODS, "10.00"), (LineKind.TAX, "1.90")]
    assert document.tax == eur("1.90")


def test_the_cent_by_which_taxes_are_rounded_as_a_whole_is_located() -> None:
    lines = [tea("3.33", taxes=(Tax("VAT", Decimal("0.19"), eur("0.63")),), id=number) for number in (1, 2, 3)]
    document = booked(order("11.89", *lines, stated=StatedTotals(tax=eur("1.90"))))
    assert kinds(document)[-1] == (LineKind.TAX, "0.01")


def test_a_gift_card_needs_no_item_and_is_no_revenue() -> None:
    card = LineItem(2, 777, None, "Gift card", 1, eur("50.00"), gift_card=True, requires_shipping=False)
    document = booked(order("60.00", tea(), card))
    assert kinds(document)[1] == (LineKind.GIFT_CARD, "50.00")


def test_a_total_in_another_currency_may_differ_by_what_conversion_rounds() -> None:
    lines = [tea("3.335", id=number) for number in (1, 2, 3)]
    stated = order("10.01", *lines, presentment_total=Money(Decimal("11.00"), "USD"))
    document = booked(stated)
    assert kinds(document)[-1] == (LineKind.ROUNDING, "0.005")
    assert document.presentment_total == Money(Decimal("11.00"), "USD")
    with pytest.raises(OrderTotalMismatch):
        booked(replace(stated, presentment_total=None))
    with pytest.raises(OrderTotalMismatch):
        booked(replace(stated, total=eur("10.50")))


def test_what_does_not_add_up_is_refused_with_the_place_of_the_difference() -> None:
    with pytest.raises(OrderTotalMismatch, match=r"difference 2\.00; discount on no line in particular: -5\.00"):
        booked(order("8.00", stated=StatedTotals(discounts=eur("5.00"))))


def test_goods_without_an_item_may_be_booked_under_a_placeholder() -> None:
    document = sales_order(SHOP, order("10.00"), {}, placeholders=True)
    assert [(line.kind, line.item_id, line.sku) for line in document.lines] == [(LineKind.GOODS, None, "TEA")]


@given(
    goods=st.lists(st.tuples(CENTS, st.integers(1, 9), CENTS), min_size=1, max_size=8),
    tip=st.none() | CENTS,
    duties=st.none() | CENTS,
    fees=st.none() | CENTS,
    included=st.booleans(),
)
def test_whatever_is_in_it_the_lines_are_the_total(
    goods: list[tuple[Money, int, Money]], tip: Money | None, duties: Money | None, fees: Money | None, included: bool
) -> None:
    lines = [
        tea(id=number, quantity=quantity, unit_price=price, taxes=(Tax("VAT", None, tax),))
        for number, (price, quantity, tax) in enumerate(goods, 1)
    ]
    freight = ShippingLine(9, "Parcel", eur("5.00"), (Discount("FREE", eur("5.00")),))
    parts = [each for each in (tip, duties, fees) if each]
    net = sum((price * quantity for price, quantity, _ in goods), eur("0"))
    taxes = sum((tax for _, _, tax in goods), eur("0"))
    total = sum(parts, net if included else net + taxes)
    stated = StatedTotals(tip=tip, duties=duties, fees=fees)
    document = booked(order(total, *lines, shipping_lines=(freight,), taxes_included=included, stated=stated))
    assert sum((line.total for line in document.lines), eur("0")) == document.total == total
