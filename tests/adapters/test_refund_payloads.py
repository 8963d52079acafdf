"""Reading refunds: money is counted in the shop's currency, never by a number of another one."""

import json
from decimal import Decimal
from typing import Any

from novex_shopify.adapters.shopify.payloads import JsonPayloadReader
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund
from tests.builders import LINE_ID, ORDER_ID, an_order_body, euros

READ = JsonPayloadReader()
DOLLARS = Money(Decimal("11.00"), "USD")


def in_both(shops: str, customers: str) -> dict[str, dict[str, str]]:
    return {
        "shop_money": {"amount": shops, "currency_code": "EUR"},
        "presentment_money": {"amount": customers, "currency_code": "USD"},
    }


def goods(**changes: Any) -> dict[str, Any]:
    """Goods for 10.00 EUR, which the customer saw as 11.00 USD."""
    line = {"line_item_id": LINE_ID, "quantity": 1, "subtotal": 10.0, "total_tax": 0}
    return line | {"subtotal_set": in_both("10.00", "11.00"), "total_tax_set": in_both("0", "0")} | changes


def paid(**changes: Any) -> dict[str, Any]:
    return {"id": 3, "kind": "refund", "status": "success", "amount": "11.00", "currency": "USD"} | changes


def a_refund(**changes: Any) -> dict[str, Any]:
    return {"id": 1, "order_id": ORDER_ID, "created_at": "2026-11-23T12:00:00Z", "transactions": [paid()]} | changes


def read(**changes: Any) -> Refund:
    return READ.refund(json.dumps(a_refund(**changes)).encode())


def test_money_in_the_shops_currency_is_counted_as_it_is_stated() -> None:
    refund = read(refund_line_items=[goods()], transactions=[paid(amount="10.00", currency="EUR")])
    assert (refund.repaid(), refund.repayments[0].presentment) == (Decimal("10.00"), None)


def test_money_in_the_customers_currency_is_what_its_goods_are_worth_in_the_shops() -> None:
    refund = read(refund_line_items=[goods()])
    assert (refund.repayments[0].amount, refund.repayments[0].presentment) == (euros("10.00"), DOLLARS)


def test_taxes_that_come_on_top_are_repaid_as_well() -> None:
    line = goods(subtotal_set=in_both("8.40", "9.24"), total_tax_set=in_both("1.60", "1.76"))
    assert read(refund_line_items=[line]).repayments[0].amount == euros("10.00")


def test_an_amount_that_is_stated_in_both_currencies_is_taken_from_there() -> None:
    assert read(transactions=[paid(amount_set=in_both("10.10", "11.00"))]).repaid() == Decimal("10.10")


def test_money_whose_worth_is_not_stated_is_kept_in_the_customers_currency_and_not_counted() -> None:
    refund = read(refund_line_items=[goods()], transactions=[paid(amount="5.00")])
    assert (refund.repaid(), refund.repaid_elsewhere()) == (Decimal(0), (Money(Decimal("5.00"), "USD"),))


def test_within_an_order_money_of_another_currency_is_not_counted_either() -> None:
    (refund,) = READ.order(an_order_body(refunds=[a_refund()])).refunds
    assert (refund.repaid(), refund.repaid_elsewhere()) == (Decimal(0), (DOLLARS,))


def test_a_refund_of_money_alone_names_the_shops_currency_by_what_is_not_settled() -> None:
    unsettled = {"shop_money": {"amount": "0.0", "currency": "EUR"}}
    refund = read(transactions=[paid(currency=None, total_unsettled_set=unsettled)])
    assert (refund.repayments[0].amount, refund.names_its_currency) == (euros("11.00"), True)


def test_where_no_currency_is_named_that_of_the_document_is_taken() -> None:
    nothing = {"shop_money": {"amount": "0.0", "currency": "XXX"}}
    adjusted = [{"kind": "refund_discrepancy", "amount": "-11.00", "tax_amount": "0.00"}]
    refund = read(order_adjustments=adjusted, transactions=[paid(currency=None, total_unsettled_set=nothing)])
    assert not refund.names_its_currency
    booked = refund.in_currency("EUR")
    assert (booked.repayments[0].amount, booked.adjustments[0].amount) == (euros("11.00"), euros("11.00"))


def test_in_a_store_of_that_currency_what_was_paid_is_shop_money() -> None:
    assert read().in_currency("USD").repayments[0].amount == DOLLARS
    assert read().in_currency("EUR").repaid_elsewhere() == (DOLLARS,)
