"""Returned items are credits, exchange items are sales, fees are stated, and nothing balances the rest."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order, OrderTotals
from novex_shopify.domain.model.order_return import ExchangeLine
from novex_shopify.domain.model.refund import Refund, RefundLine, RefundTransaction
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.order_explanation import explain_order
from novex_shopify.domain.policies.order_lines import build_lines
from novex_shopify.domain.policies.order_totals import complete_lines
from novex_shopify.domain.policies.outstanding import explain_outstanding
from tests.builders import a_return
from tests.domain.policies.order_document_steps import (
    NOON,
    build_order,
    build_tea_line,
    list_line_kinds,
    make_euros,
    map_to_sales_order,
)


def build_refund(value: str, repaid: str) -> Refund:
    """The first line is returned; `repaid` is the money that the customer got."""
    line = RefundLine(1, 1, make_euros(value), make_euros("0.00"), "return")
    paid = (RefundTransaction(9, "bogus", make_euros(repaid), "success"),) if Decimal(repaid) else ()
    return Refund(5, 1, NOON, (line,), transactions=paid)


def build_exchange(
    price: str | None, current: str, repaid: str = "0.00", outstanding: str = "0.00", total: str = "100.00"
) -> Order:
    """An item of 100.00 that came back, for an item with this price or for money."""
    exchange = [build_tea_line(price, id=2)] if price else []
    totals = OrderTotals(current=make_euros(current), outstanding=make_euros(outstanding))
    lines = [build_tea_line("100.00"), *exchange]
    return build_order(total, *lines, totals=totals, refunds=(build_refund("100.00", repaid),))


ITEM, FEE = LineKind.ITEM, LineKind.RETURN_FEE


@pytest.mark.parametrize("total", ["100.00", "150.00"])
def test_an_exchange_for_a_cheaper_item_is_a_sale_and_a_credit(total: str) -> None:
    document = map_to_sales_order(build_exchange("50.00", "50.00", repaid="50.00", total=total))
    assert list_line_kinds(document) == [(ITEM, "100.00"), (ITEM, "50.00")]
    assert document.refunds[0].value(taxes_included=False) == Decimal("100.00")


def test_an_exchange_for_a_dearer_item_has_no_balancing_line() -> None:
    document = map_to_sales_order(build_exchange("250.00", "250.00", outstanding="150.00"))
    assert list_line_kinds(document) == [(ITEM, "100.00"), (ITEM, "250.00")]
    assert document.outstanding == make_euros("150.00")


@pytest.mark.parametrize("total", ["100.00", "160.00"])
def test_a_fee_that_the_current_total_contains_is_a_line(total: str) -> None:
    document = map_to_sales_order(build_exchange("50.00", "60.00", repaid="40.00", total=total))
    assert list_line_kinds(document) == [(ITEM, "100.00"), (ITEM, "50.00"), (FEE, "10.00")]


def test_a_fee_that_the_current_total_does_not_contain_is_no_line() -> None:
    order = build_exchange("50.00", "50.00", repaid="40.00", outstanding="-10.00")
    fee = a_return(lines=(), shipping_fees=(make_euros("10.00"),))
    for each in (order, replace(order, returns=(fee,))):
        assert list_line_kinds(map_to_sales_order(each)) == [(ITEM, "100.00"), (ITEM, "50.00")]


def test_a_fee_without_an_exchange_is_a_line() -> None:
    document = map_to_sales_order(build_exchange(None, "10.00", repaid="90.00"))
    assert list_line_kinds(document) == [(ITEM, "100.00"), (FEE, "10.00")]


def test_a_fee_that_the_return_states_is_a_line_even_if_it_is_not_paid() -> None:
    unpaid = build_exchange("50.00", "60.00", repaid="50.00", outstanding="3.00")
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(unpaid)
    line = replace(a_return().lines[0], restocking_fee=make_euros("4.00"))
    stated = replace(unpaid, returns=(a_return(lines=(line,), shipping_fees=(make_euros("6.00"),)),))
    assert list_line_kinds(map_to_sales_order(stated))[-1] == (FEE, "10.00")


def test_in_two_currencies_the_fee_of_a_closed_return_is_a_line_even_if_conversion_could_explain_it() -> None:
    order = replace(
        build_exchange(None, "0.05"),
        line_items=(build_tea_line("10.00", 10),),
        presentment_total=Money(Decimal("114.70"), "USD"),
        returns=(a_return(lines=(), shipping_fees=(make_euros("0.05"),)),),
    )
    assert list_line_kinds(map_to_sales_order(order)) == [(ITEM, "100.00"), (FEE, "0.05")]
    without = replace(order.returns[0], status="open")
    assert FEE not in [kind for kind, _ in list_line_kinds(map_to_sales_order(replace(order, returns=(without,))))]


def test_an_order_whose_lines_are_wrong_stays_parked() -> None:
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(build_exchange("50.00", "67.00", repaid="40.00"))


def explain(order: Order) -> list[tuple[str, Decimal]]:
    lines = complete_lines(order, build_lines(order, {}))
    return [(part.reason, part.amount) for part in explain_outstanding(order, lines)]


def test_what_is_owed_is_explained_by_the_exchange_and_its_fee() -> None:
    order = build_exchange("250.00", "260.00", outstanding="160.00")
    known = a_return(lines=(), exchange_lines=(ExchangeLine(12, 1, 1, line_item_ids=(2,)),), shipping_fees=(TEN,))
    assert explain(replace(order, returns=(known,))) == [
        ("exchange items", Decimal("250.00")),
        ("return fees", Decimal("10.00")),
        ("credited by refunds", Decimal("-100.00")),
    ]


def test_what_was_never_paid_is_a_part_of_its_own() -> None:
    assert explain(build_order("10.00", totals=OrderTotals(outstanding=TEN))) == [
        ("not paid of the original order", Decimal("10.00"))
    ]
    assert explain(build_order("10.00", totals=OrderTotals(outstanding=make_euros("0.00")))) == []


def test_the_explanation_ends_with_what_is_owed_and_has_no_difference() -> None:
    figures = {each.label: each for each in explain_order(build_exchange("250.00", "250.00", outstanding="150.00"))}
    assert (figures["still owed"].amount, figures["still owed"].computed) == (Decimal("150.00"), "by the customer")
    assert figures["owed: added after the order was placed"].amount == Decimal("250.00")
    assert not any("difference" in each.computed for each in figures.values())


TEN = make_euros("10.00")
