"""Each amount of a document can be traced to Shopify's fields."""

from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, OrderTotals, ShippingLine, Tax
from novex_shopify.domain.model.refund import Refund, RefundLine, RefundTransaction
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


def test_money_known_only_in_the_customers_currency_is_shown_as_such() -> None:
    paid = RefundTransaction(9, "bogus", None, "success", presentment=Money(Decimal("11.00"), "USD"))
    refund = Refund(5, 1, NOON, (RefundLine(1, 1, make_euros("10.00"), make_euros("0")),), transactions=(paid,))
    explained = explain_order(build_order("10.00", refunds=(refund,)))
    assert explained[-1].computed == "0 and 11.00 USD repaid"
