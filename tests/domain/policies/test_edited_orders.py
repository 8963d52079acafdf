"""An edited order is booked with what was added to it, though Shopify's first total stays as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import LineItem, StatedTotals
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.sales_order import LineKind
from tests.domain.policies.test_order_document_parts import CENTS, NOON, booked, eur, kinds, order, tea

TIP_LINE = LineItem(3, None, None, "Tip", 1, eur("3.00"))


def an_edit_that_removes(price: str) -> Refund:
    return Refund(5, 1, NOON, (RefundLine(1, 1, eur(price), eur("0")),))


def test_goods_that_were_removed_stay_in_the_document_beside_those_that_were_added() -> None:
    edited = order(
        "10.00",
        tea(current_quantity=0),
        tea("4.00", id=2),
        refunds=(an_edit_that_removes("10.00"),),
        stated=StatedTotals(current=eur("4.00")),
    )
    assert (booked(edited).total, booked(edited).current_total) == (eur("14.00"), eur("4.00"))


def test_goods_may_be_swapped_for_others_of_the_same_price() -> None:
    edited = order(
        "10.00",
        tea(current_quantity=0),
        tea("10.00", id=2),
        refunds=(an_edit_that_removes("10.00"),),
        stated=StatedTotals(current=eur("10.00")),
    )
    assert booked(edited).total == eur("20.00")


@pytest.mark.parametrize("added", ["4.00", "3.00"], ids=["of any price", "as dear as the tip"])
def test_a_tip_stays_when_goods_are_added(added: str) -> None:
    today = eur("13.00") + eur(added)
    edited = order("13.00", tea(), tea(added, id=2), stated=StatedTotals(current=today, tip=eur("3.00")))
    assert kinds(booked(edited)) == [(LineKind.GOODS, "10.00"), (LineKind.GOODS, added), (LineKind.TIP, "3.00")]


def test_a_tip_that_is_a_line_is_not_booked_twice_when_goods_are_added() -> None:
    stated = StatedTotals(current=eur("17.00"), tip=eur("3.00"))
    assert booked(order("13.00", tea(), TIP_LINE, tea("4.00", id=2), stated=stated)).total == eur("17.00")


def test_a_discount_on_the_whole_order_stays_when_goods_are_added() -> None:
    stated = StatedTotals(current=eur("12.00"), discounts=eur("2.00"))
    document = booked(order("8.00", tea(), tea("4.00", id=2), stated=stated))
    assert (document.total, kinds(document)[-1]) == (eur("12.00"), (LineKind.DISCOUNT, "-2.00"))


def test_a_refund_that_states_less_than_it_was_worth_takes_nothing_from_what_was_charged() -> None:
    refunded = order(
        "13.00",
        tea(current_quantity=0),
        refunds=(an_edit_that_removes("10.00"),),
        stated=StatedTotals(current=eur("0.00"), tip=eur("3.00")),
    )
    assert booked(refunded).total == eur("13.00")


def test_an_edited_order_in_another_currency_may_differ_by_what_conversion_rounds() -> None:
    edited = order(
        "10.00",
        tea(),
        tea("4.005", id=2),
        presentment_total=Money(Decimal("11.00"), "USD"),
        stated=StatedTotals(current=eur("14.01")),
    )
    assert (booked(edited).total, kinds(booked(edited))[-1]) == (eur("14.010"), (LineKind.ROUNDING, "0.005"))


def test_an_edit_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(OrderTotalMismatch):
        booked(order("10.00", tea(), tea("4.00", id=2), stated=StatedTotals(current=eur("14.50"))))


@given(
    first=st.lists(CENTS, min_size=1, max_size=4),
    added=st.lists(CENTS, max_size=4),
    removed=st.integers(0, 4),
    tip=st.none() | CENTS,
    tip_is_a_line=st.booleans(),
)
def test_whatever_is_edited_the_document_is_what_was_charged_at_first_and_what_was_added(
    first: list[Money], added: list[Money], removed: int, tip: Money | None, tip_is_a_line: bool
) -> None:
    goods = [tea(id=number, unit_price=price) for number, price in enumerate((*first, *added), 1)]
    if tip and tip_is_a_line:
        goods.append(replace(TIP_LINE, id=99, unit_price=tip))
    charged = sum(first, tip or eur("0"))
    everything = sum(added, charged)
    gone = [RefundLine(number, 1, price, eur("0")) for number, price in enumerate(first[:removed], 1)]
    today = everything - sum((line.subtotal for line in gone), eur("0"))
    edits = (Refund(5, 1, NOON, tuple(gone)),) if gone else ()
    document = booked(order(charged, *goods, refunds=edits, stated=StatedTotals(current=today, tip=tip)))
    assert sum((line.total for line in document.lines), eur("0")) == document.total == everything
