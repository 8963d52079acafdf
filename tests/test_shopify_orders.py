"""The generator of orders computes as Shopify does, and its two notations say the same."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from novex_shopify.domain.model.sales_order import LineKind
from tests.shopify_orders.cart import Cart, Line, TaxRate, TaxRounding
from tests.shopify_orders.expected import CORRECTIONS, compute_expected
from tests.shopify_orders.graphql_node import build_graphql_node
from tests.shopify_orders.money import CURRENCIES, ZERO, Exchange, split, take_units, write_graphql, write_rest
from tests.shopify_orders.order import Order, compute_line_taxes, compute_order_taxes, make_order
from tests.shopify_orders.strategies import orders
from tests.shopify_orders.webhook_body import build_webhook_body

EUR, USD, JPY, KWD = (CURRENCIES[code] for code in ("EUR", "USD", "JPY", "KWD"))


def test_a_code_is_spread_as_in_shopifys_own_payload() -> None:
    """10.00 over three lines of 199.00, as in a real body of orders/updated."""
    assert split(Decimal("10.00"), [Decimal("199.00")] * 3, USD) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_units_of_a_line_add_up_to_the_line() -> None:
    parts = [take_units(Decimal("10.00"), 3, range(unit, unit + 1), EUR) for unit in range(3)]
    assert parts == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_taxes_for_the_order_are_those_of_shopifys_own_payload() -> None:
    """10.20 and 4.25, as in a real body of orders/create. It leaves out the line that is not taxed."""
    rates = (TaxRate("State tax", Decimal("0.06")), TaxRate("County tax", Decimal("0.025")))
    lines = [Line(1, "Coat", Decimal("129.99"), 1, rates), Line(2, "Beret", Decimal("19.99"), 2, rates)]
    cart = Cart(Exchange(USD, USD, Decimal(1)), False, TaxRounding.SPREAD, lines, [])
    compute_line_taxes(cart, lines)
    assert [tax.amount for tax in compute_order_taxes(cart, lines)] == [Decimal("10.20"), Decimal("4.25")]


@pytest.mark.parametrize(
    ("amount", "currency", "rest", "graphql"),
    [
        ("12354", JPY, "12354", "12354.0"),
        ("119.00", EUR, "119.00", "119.0"),
        ("118.88", EUR, "118.88", "118.88"),
        ("0.00", EUR, "0.00", "0.0"),
        ("-0.00", EUR, "0.00", "0.0"),
        ("12.340", KWD, "12.340", "12.34"),
        ("100", JPY, "100", "100.0"),
    ],
)
def test_amounts_are_written_as_shopify_writes_them(amount: str, currency: Any, rest: str, graphql: str) -> None:
    assert (write_rest(Decimal(amount), currency), write_graphql(Decimal(amount))) == (rest, graphql)


def test_a_seed_is_always_the_same_order() -> None:
    assert [build_webhook_body(make_order(seed)) for seed in range(50)] == [
        build_webhook_body(make_order(seed)) for seed in range(50)
    ]


def test_seeds_bring_all_that_happens_to_orders() -> None:
    made = list(map(make_order, range(400)))
    assert {each.cart.tax_rounding for each in made} == set(TaxRounding)
    assert {each.exchange.shop.places for each in made} == {0, 2, 3}
    assert {len(each.refunds) for each in made} == {0, 1, 2}
    expected = list(map(compute_expected, made))
    assert {kind for each in expected for kind in each.kinds} == set(LineKind) - {LineKind.ROUNDING}
    assert any(each.corrections and each.corrections.value for each in expected)
    for happens in (
        [each.edited for each in made],
        [each.refused for each in expected],
        [bool(each.channel_tax.value) for each in expected],
        [bool(each.cash_rounding) for each in expected],
        [bool(refund.duties) for each in made for refund in each.refunds],
        [bool(refund.fees) for each in made for refund in each.refunds],
        [bool(refund.shipping) for each in made for refund in each.refunds],
        [bool(refund.adjustments) and not refund.lines for each in made for refund in each.refunds],
        [line.removed for each in made for line in each.cart.shipping],
    ):
        assert any(happens)
        assert not all(happens)


@given(order=orders())
def test_the_parts_of_an_order_add_up(order: Order) -> None:
    expected = compute_expected(order)
    booked = sum(expected.kinds.values(), ZERO) + (expected.corrections.value if expected.corrections else ZERO)
    unexplained = ZERO if order.exchange.converts else order.surplus
    assert booked + unexplained == expected.total.value
    assert abs(_rounding(order)) <= order.most_conversion_difference() + abs(order.exchange.to_shop(order.surplus))
    assert order.current_total() >= 0
    assert all(part >= 0 for charge in order.charges for part in (charge.net, charge.tax))
    assert all(ZERO <= line.returned <= line.quantity for line in order.cart.lines)


@given(order=orders())
def test_both_notations_have_the_same_amounts(order: Order) -> None:
    body, node = build_webhook_body(order), build_graphql_node(order)
    pairs = {"total_price_set": "totalPriceSet", "current_total_price_set": "currentTotalPriceSet"}
    pairs |= {"total_tax_set": "totalTaxSet", "total_discounts_set": "totalDiscountsSet"}
    for rest, graphql in pairs.items():
        assert list(_amounts(body[rest])) == list(_amounts(node[graphql]))
    prices = [list(_amounts(line["price_set"])) for line in body["line_items"]]
    assert prices == [list(_amounts(line["originalUnitPriceSet"])) for line in node["lineItems"]["nodes"]]


def _rounding(order: Order) -> Decimal:
    """What is left after everything that the order states has been counted."""
    expected = compute_expected(order)
    exact = sum((amount for kind, amount in expected.kinds.items() if kind not in CORRECTIONS), ZERO)
    to_shop = order.exchange.to_shop
    stated = -to_shop(order.cart.order_discount)
    if not order.cart.taxes_included:
        stated += to_shop(order.sold().tax - sum((each.tax for each in order.charges), ZERO))
    return expected.total.value - exact - stated


def _amounts(amounts: dict[str, dict[str, str]]) -> Iterator[Decimal]:
    yield from sorted(Decimal(money["amount"]) for money in amounts.values())
