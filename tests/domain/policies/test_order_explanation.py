"""Each amount of a document can be traced to Shopify's fields."""

from dataclasses import replace
from decimal import Decimal

import pytest

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, OrderTotals, ShippingLine, Tax
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction
from novex_shopify.domain.policies.order_explanation import explain_order
from tests.builders import NOON
from tests.domain.policies.order_document_steps import build_order, build_tea_line, make_euros

VAT = Tax("VAT", Decimal("0.19"), make_euros("1.52"))


def test_lines_are_explained_one_by_one_and_the_sums_agree() -> None:
    tea = build_tea_line("4.50", 2, discounts=(Discount("SUMMER", make_euros("1.00")),), taxes=(VAT,))
    shipping_line = ShippingLine(9, "Parcel", make_euros("5.00"))
    stated = OrderTotals(discounts=make_euros("1.00"), tax=make_euros("1.52"))
    explained = explain_order(build_order("14.52", tea, shipping_lines=(shipping_line,), totals=stated))
    assert [(each.label, str(each.amount), each.computed, each.shopify) for each in explained] == [
        ("Tea", "9.52", "2 x 4.50 - 1.00 SUMMER + 1.52 VAT", "line_items, id 1"),
        ("Parcel", "5.00", "5.00", "shipping_lines, id 9"),
        ("discounts", "1.00", "agrees", "total_discounts"),
        ("tax", "1.52", "agrees", "total_tax"),
        ("total", "14.52", "agrees", "total_price"),
    ]


def test_the_cent_that_is_rounded_is_located() -> None:
    explained = explain_order(
        build_order(
            "11.91",
            build_tea_line(taxes=(replace(VAT, amount=make_euros("1.90")),)),
            totals=OrderTotals(tax=make_euros("1.91")),
        )
    )
    (cent,) = [each for each in explained if each.label.startswith("Tax")]
    assert (str(cent.amount), cent.shopify) == ("0.01", "total_tax, less all tax_lines")


def test_an_order_that_does_not_add_up_shows_where() -> None:
    explained = explain_order(build_order("9.00", totals=OrderTotals(tax=make_euros("0.50"))))
    verdicts = {each.label: each.computed for each in explained}
    assert verdicts["tax"] == "Shopify says 0.50, difference -0.50"
    assert verdicts["total"] == "Shopify says 9.00, difference 1.00"


def test_tax_inside_a_price_is_shown_but_not_added() -> None:
    explained = explain_order(build_order("10.00", build_tea_line(taxes=(VAT,)), taxes_included=True))
    assert explained[0].computed == "1 x 10.00 (holds 1.52 VAT)"


def test_refunds_lead_to_the_total_of_today() -> None:
    refund = Refund(5, 1, NOON, (RefundLine(1, 1, make_euros("10.00"), make_euros("0")),))
    explained = explain_order(build_order("10.00", refunds=(refund,), totals=OrderTotals(current=make_euros("0.00"))))
    assert [(each.label, str(each.amount), each.computed) for each in explained[-2:]] == [
        ("refund 5", "-10.00", "0 repaid"),
        ("total after refunds", "0.00", "agrees"),
    ]


@pytest.mark.parametrize(
    ("current", "verdict"),
    [
        ("10.00", "Shopify says 10.00, as before refund 5, still pending"),
        ("0.00", "agrees"),
        ("3.00", "Shopify says 3.00, difference -3.00"),
    ],
)
def test_a_pending_refund_that_shopify_does_not_count_yet_is_named(current: str, verdict: str) -> None:
    transaction = RefundTransaction(9, "bogus", make_euros("10.00"), "pending")
    refund = Refund(5, 1, NOON, (RefundLine(1, 1, make_euros("10.00"), make_euros("0")),), transactions=(transaction,))
    explained = explain_order(build_order("10.00", refunds=(refund,), totals=OrderTotals(current=make_euros(current))))
    (left,) = [each for each in explained if each.label == "total after refunds"]
    assert (str(left.amount), left.computed) == ("0.00", verdict)


def test_money_known_only_in_the_customers_currency_is_shown_as_such() -> None:
    paid = RefundTransaction(9, "bogus", None, "success", presentment=Money(Decimal("11.00"), "USD"))
    refund = Refund(5, 1, NOON, (RefundLine(1, 1, make_euros("10.00"), make_euros("0")),), transactions=(paid,))
    explained = explain_order(build_order("10.00", refunds=(refund,)))
    assert explained[-1].computed == "0 and 11.00 USD repaid"


def test_the_tip_and_the_tax_of_the_channel_are_named() -> None:
    tip = LineItem(2, None, None, "Tip", 1, make_euros("3.00"), tip=True)
    state_tax = replace(VAT, title="State tax", channel_liable=True)
    order = build_order(
        "16.04",
        build_tea_line(taxes=(VAT, state_tax)),
        tip,
        totals=OrderTotals(tax=make_euros("3.04"), tip=make_euros("3.00")),
    )
    explained = {each.label: each for each in explain_order(order)}
    assert explained["Tea"].computed == "1 x 10.00 + 1.52 VAT + 1.52 State tax (remitted by the sales channel)"
    assert explained["Tip"].shopify == "line_items, id 2, the tip"
    taxes = [str(explained[label].amount) for label in ("tax", "tax of the sales channel", "own tax")]
    assert taxes == ["3.04", "1.52", "1.52"]


def test_tax_for_the_order_only_is_shown_as_part_of_the_prices() -> None:
    stated = OrderTotals(tax=make_euros("1.60"))
    explained = {each.label: each for each in explain_order(build_order("10.00", taxes_included=True, totals=stated))}
    assert explained["Tax on no line in particular"].computed == "the prices contain 1.60"
    assert explained["tax"].computed == "agrees"


def test_an_edited_order_shows_which_total_it_reaches_and_each_part_of_its_refund() -> None:
    refund = Refund(
        5,
        1,
        NOON,
        (RefundLine(1, 1, make_euros("100.00"), make_euros("0.00")),),
        (RefundAdjustment("duty", make_euros("15.00"), make_euros("0.00")),),
    )
    order = build_order(
        "115.00",
        build_tea_line("100.00"),
        build_tea_line("30.00", id=2, title="Cup"),
        refunds=(refund,),
        totals=OrderTotals(current=make_euros("30.00"), duties=make_euros("15.00")),
    )
    explained = [(each.label, str(each.amount), each.computed) for each in explain_order(order)]
    assert explained[2:] == [
        ("Duties", "15.00", "as stated"),
        ("total", "145.00", "agrees"),
        ("refund 5: 1 x Tea", "-100.00", "100.00"),
        ("refund 5: duty", "-15.00", "15.00"),
        ("refund 5", "-115.00", "0 repaid"),
        ("total after refunds", "30.00", "agrees"),
    ]


def test_rounded_cash_is_shown_beside_the_total() -> None:
    stated = OrderTotals(cash_rounding=make_euros("-0.02"), refund_cash_rounding=make_euros("0.01"))
    explained = explain_order(build_order("10.00", totals=stated))
    assert [(each.label, str(each.amount)) for each in explained[-2:]] == [
        ("rounding of paid cash", "-0.02"),
        ("rounding of repaid cash", "0.01"),
    ]


def explain(order: Order) -> list[tuple[str, str, str]]:
    return [(each.label, str(each.amount), each.computed) for each in explain_order(order)]


def test_what_is_stated_for_the_order_is_explained_one_by_one() -> None:
    stated = OrderTotals(tip=make_euros("2.00"), duties=make_euros("15.00"), fees=make_euros("4.00"))
    assert explain(build_order("31.00", totals=stated)) == [
        ("Tea", "10.00", "1 x 10.00"),
        ("Duties", "15.00", "as stated"),
        ("Fees", "4.00", "as stated"),
        ("Tip", "2.00", "as stated"),
        ("total", "31.00", "agrees"),
    ]


@pytest.mark.parametrize("stated", [{"duties_included": True}, {}])
def test_duties_that_the_prices_contain_are_shown_and_not_added(stated: dict[str, bool]) -> None:
    order = build_order("10.00", totals=OrderTotals(duties=make_euros("1.50")), **stated)
    assert explain(order)[1:] == [("Duties", "0", "the prices contain 1.50"), ("total", "10.00", "agrees")]


def test_what_conversion_changed_is_shown_with_its_limit() -> None:
    order = build_order("10.01", presentment_total=Money(Decimal("11.00"), "USD"))
    assert explain(order)[1] == (
        "Conversion of the customer's currency",
        "0.01",
        "at most 0.01 for each amount that was rounded",
    )


def test_an_order_that_does_not_add_up_still_shows_what_is_stated_for_it() -> None:
    order = build_order("99.00", totals=OrderTotals(duties=make_euros("15.00"), tax=make_euros("1.90")))
    assert explain(order)[1:] == [
        ("Duties", "15.00", "as stated"),
        ("Tax on no line in particular", "0", "does not explain the total: 1.90"),
        ("tax", "0", "Shopify says 1.90, difference -1.90"),
        ("total", "25.00", "Shopify says 99.00, difference -74.00"),
    ]


def test_totals_that_shopify_keeps_after_an_edit_are_named() -> None:
    vat = replace(VAT, amount=make_euros("1.90"))
    lines = build_tea_line(taxes=(vat,)), build_tea_line(id=2, title="Added", taxes=(vat,))
    totals = OrderTotals(tax=make_euros("1.90"), current_tax=make_euros("3.80"), current=make_euros("23.80"))
    explained = explain_order(build_order("11.90", *lines, totals=totals))
    assert [(each.label, each.computed, each.shopify) for each in explained[2:]] == [
        ("tax", "Shopify says 1.90, as before edits and exchanges", "total_tax"),
        ("total", "agrees", "current_total_price and all refunds; total_price is 11.90, as before edits and exchanges"),
    ]
