"""From Shopify's order to the ERP's document, exact to the cent."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import OrderTotalMismatch, ProductsNotMapped
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import build_sales_order

SHOP = ShopDomain("tea-and-paper.myshopify.com")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CENTS = st.integers(0, 1_000_000).map(lambda cents: make_euros(Decimal(cents) / 100))


def make_euros(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), "EUR")


def build_line(number: int, price: Money, quantity: int = 1, discount: str = "0", tax: str = "0") -> LineItem:
    discounts = (Discount("SUMMER", make_euros(discount)),) if discount != "0" else ()
    taxes = (Tax("VAT", Decimal("0.19"), make_euros(tax)),) if tax != "0" else ()
    return LineItem(number, 100 + number, f"SKU-{number}", f"Tea {number}", quantity, price, discounts, taxes)


def build_order(total: Money, *lines: LineItem, shipping: Money | None = None, taxes_included: bool = False) -> Order:
    shipping_lines = (ShippingLine(9, "Parcel", shipping),) if shipping else ()
    return Order(1, "#1001", NOON, NOON, total, taxes_included, lines, shipping_lines)


def build_item_ids(*lines: LineItem) -> dict[int, MappedItem]:
    return {bought.variant_id: MappedItem(f"ITEM-{bought.id}", 12) for bought in lines if bought.variant_id}


def test_the_lines_of_the_document_add_up_to_what_was_charged() -> None:
    tea, cup = (
        build_line(1, make_euros("4.50"), 2, discount="1.00", tax="1.52"),
        build_line(2, make_euros("10.00"), tax="1.90"),
    )
    document = build_sales_order(
        SHOP, build_order(make_euros("26.42"), tea, cup, shipping=make_euros("5.00")), build_item_ids(tea, cup)
    )
    assert [str(booked.total) for booked in document.lines] == ["9.52 EUR", "11.90 EUR", "5.00 EUR"]
    assert [booked.item_id for booked in document.lines] == ["ITEM-1", "ITEM-2", None]
    assert (document.total, document.name) == (make_euros("26.42"), "#1001")


def test_tax_inside_the_price_is_not_added_again() -> None:
    tea = build_line(1, make_euros("11.90"), tax="1.90")
    document = build_sales_order(SHOP, build_order(make_euros("11.90"), tea, taxes_included=True), build_item_ids(tea))
    assert document.lines[0].total == make_euros("11.90")


def test_a_document_that_would_be_a_cent_off_is_refused_with_the_difference() -> None:
    tea = build_line(1, make_euros("4.50"))
    with pytest.raises(OrderTotalMismatch, match=r"#1001: Shopify's total is 4\.51 EUR.*4\.50 EUR.*difference -0\.01"):
        build_sales_order(SHOP, build_order(make_euros("4.51"), tea), build_item_ids(tea))


def test_products_without_an_item_are_named_and_waited_for() -> None:
    tea, cup = build_line(1, make_euros("1")), build_line(2, make_euros("1"))
    gift_wrapped = replace(cup, id=3)
    with pytest.raises(ProductsNotMapped, match=r"^'Tea 2' \(SKU SKU-2\) is not mapped") as parked:
        build_sales_order(SHOP, build_order(make_euros("3"), tea, cup, gift_wrapped), build_item_ids(tea))
    assert parked.value.waiting_for == ("variant:102",)


def test_a_custom_line_needs_no_item() -> None:
    custom = replace(build_line(1, make_euros("3.00")), variant_id=None, sku=None, title="Engraving")
    (booked,) = build_sales_order(SHOP, build_order(make_euros("3.00"), custom), {}).lines
    assert (booked.item_id, booked.title, booked.total) == (None, "Engraving", make_euros("3.00"))


@given(prices=st.lists(st.tuples(CENTS, st.integers(1, 50)), min_size=1, max_size=20), shipping=CENTS)
def test_any_order_that_adds_up_is_booked_exactly(prices: list[tuple[Money, int]], shipping: Money) -> None:
    lines = [build_line(number, price, quantity) for number, (price, quantity) in enumerate(prices, 1)]
    total = sum((price * quantity for price, quantity in prices), make_euros("0")) + shipping
    document = build_sales_order(SHOP, build_order(total, *lines, shipping=shipping), build_item_ids(*lines))
    assert sum((booked.total for booked in document.lines), make_euros("0")) == total


def test_two_currencies_never_add_up() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        make_euros("1") + Money(Decimal(1), "USD")
