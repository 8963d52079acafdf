"""An edited order is booked with what was added to it, though Shopify's first total stays as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import LineItem, OrderTotals
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine
from novex_shopify.domain.model.sales_order import LineKind
from tests.domain.policies.order_document_steps import (
    CENTS,
    NOON,
    build_order,
    build_tea_line,
    list_line_kinds,
    make_euros,
    map_to_sales_order,
)

TIP_LINE = LineItem(3, None, None, "Tip", 1, make_euros("3.00"))


def build_removal(price: str) -> Refund:
    return Refund(5, 1, NOON, (RefundLine(1, 1, make_euros(price), make_euros("0")),))


def test_removed_items_stay_in_the_document_beside_added_ones() -> None:
    edited = build_order(
        "10.00",
        build_tea_line(current_quantity=0),
        build_tea_line("4.00", id=2),
        refunds=(build_removal("10.00"),),
        totals=OrderTotals(current=make_euros("4.00")),
    )
    assert (map_to_sales_order(edited).total, map_to_sales_order(edited).current_total) == (
        make_euros("14.00"),
        make_euros("4.00"),
    )


def test_items_may_be_swapped_for_others_of_the_same_price() -> None:
    edited = build_order(
        "10.00",
        build_tea_line(current_quantity=0),
        build_tea_line("10.00", id=2),
        refunds=(build_removal("10.00"),),
        totals=OrderTotals(current=make_euros("10.00")),
    )
    assert map_to_sales_order(edited).total == make_euros("20.00")


@pytest.mark.parametrize("added", ["4.00", "3.00"], ids=["of any price", "as dear as the tip"])
def test_a_tip_stays_when_items_are_added(added: str) -> None:
    today = make_euros("13.00") + make_euros(added)
    edited = build_order(
        "13.00",
        build_tea_line(),
        build_tea_line(added, id=2),
        totals=OrderTotals(current=today, tip=make_euros("3.00")),
    )
    assert list_line_kinds(map_to_sales_order(edited)) == [
        (LineKind.ITEM, "10.00"),
        (LineKind.ITEM, added),
        (LineKind.TIP, "3.00"),
    ]


def test_a_tip_that_is_a_line_is_not_booked_twice_when_items_are_added() -> None:
    stated = OrderTotals(current=make_euros("17.00"), tip=make_euros("3.00"))
    assert map_to_sales_order(
        build_order("13.00", build_tea_line(), TIP_LINE, build_tea_line("4.00", id=2), totals=stated)
    ).total == make_euros("17.00")


def test_a_discount_on_the_whole_order_stays_when_items_are_added() -> None:
    stated = OrderTotals(current=make_euros("12.00"), discounts=make_euros("2.00"))
    document = map_to_sales_order(build_order("8.00", build_tea_line(), build_tea_line("4.00", id=2), totals=stated))
    assert (document.total, list_line_kinds(document)[-1]) == (make_euros("12.00"), (LineKind.DISCOUNT, "-2.00"))


def test_a_refund_that_states_less_than_it_was_worth_takes_nothing_from_what_was_charged() -> None:
    refunded = build_order(
        "13.00",
        build_tea_line(current_quantity=0),
        refunds=(build_removal("10.00"),),
        totals=OrderTotals(current=make_euros("0.00"), tip=make_euros("3.00")),
    )
    assert map_to_sales_order(refunded).total == make_euros("13.00")


def test_an_edited_order_in_another_currency_may_differ_by_what_conversion_rounds() -> None:
    edited = build_order(
        "10.00",
        build_tea_line(),
        build_tea_line("4.005", id=2),
        presentment_total=Money(Decimal("11.00"), "USD"),
        totals=OrderTotals(current=make_euros("14.01")),
    )
    assert (map_to_sales_order(edited).total, list_line_kinds(map_to_sales_order(edited))[-1]) == (
        make_euros("14.010"),
        (LineKind.ROUNDING, "0.005"),
    )


def test_an_edit_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(
            build_order(
                "10.00", build_tea_line(), build_tea_line("4.00", id=2), totals=OrderTotals(current=make_euros("14.50"))
            )
        )


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
    lines = [build_tea_line(id=number, unit_price=price) for number, price in enumerate((*first, *added), 1)]
    if tip and tip_is_a_line:
        lines.append(replace(TIP_LINE, id=99, unit_price=tip))
    charged = sum(first, tip or make_euros("0"))
    everything = sum(added, charged)
    removed_lines = [RefundLine(number, 1, price, make_euros("0")) for number, price in enumerate(first[:removed], 1)]
    today = everything - sum((line.subtotal for line in removed_lines), make_euros("0"))
    edits = (Refund(5, 1, NOON, tuple(removed_lines)),) if removed_lines else ()
    document = map_to_sales_order(
        build_order(charged, *lines, refunds=edits, totals=OrderTotals(current=today, tip=tip))
    )
    assert sum((line.total for line in document.lines), make_euros("0")) == document.total == everything


def build_return(*adjustments: RefundAdjustment) -> Refund:
    return Refund(5, 1, NOON, (RefundLine(1, 1, make_euros("100.00"), make_euros("0")),), adjustments)


def build_charge(kind: str, amount: str) -> RefundAdjustment:
    return RefundAdjustment(kind, make_euros(amount), make_euros("0"))


@pytest.mark.parametrize("kind", [LineKind.DUTY, LineKind.FEE])
def test_a_returned_duty_or_fee_stays_a_line_when_items_are_added(kind: LineKind) -> None:
    charge = make_euros("15.00")
    edited = build_order(
        "115.00",
        build_tea_line("100.00", current_quantity=0),
        build_tea_line("30.00", id=2),
        refunds=(build_return(build_charge(kind, "15.00")),),
        totals=OrderTotals(current=make_euros("30.00"), **{"duties" if kind is LineKind.DUTY else "fees": charge}),
    )
    document = map_to_sales_order(edited)
    assert (document.total, list_line_kinds(document)[-1]) == (make_euros("145.00"), (kind, "15.00"))


def test_a_duty_that_an_edit_added_is_charged_as_well() -> None:
    edited = build_order(
        "115.00",
        build_tea_line("100.00"),
        build_tea_line("30.00", id=2),
        totals=OrderTotals(
            current=make_euros("149.00"), duties=make_euros("15.00"), current_duties=make_euros("19.00")
        ),
    )
    assert list_line_kinds(map_to_sales_order(edited))[-1] == (LineKind.DUTY, "19.00")


def test_a_duty_is_not_left_out_to_make_an_edited_order_fit() -> None:
    edited = build_order(
        "115.00",
        build_tea_line("100.00", current_quantity=0),
        build_tea_line("30.00", id=2),
        refunds=(build_return(),),
        totals=OrderTotals(current=make_euros("30.00"), duties=make_euros("15.00")),
    )
    with pytest.raises(OrderTotalMismatch):
        map_to_sales_order(edited)
