"""Refunds are counted in the shop's currency, never by an amount in another one."""

import json
from decimal import Decimal
from typing import Any

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundAdjustment
from tests.builders import LINE_ID, ORDER_ID, an_order_body, euros

READER = JsonPayloadReader()
DOLLARS = Money(Decimal("11.00"), "USD")


def build_money_set(shop_amount: str, presentment_amount: str) -> dict[str, dict[str, str]]:
    return {
        "shop_money": {"amount": shop_amount, "currency_code": "EUR"},
        "presentment_money": {"amount": presentment_amount, "currency_code": "USD"},
    }


def build_refund_line(**changes: Any) -> dict[str, Any]:
    """10.00 EUR, which the customer saw as 11.00 USD."""
    line = {"line_item_id": LINE_ID, "quantity": 1, "subtotal": 10.0, "total_tax": 0}
    return (
        line | {"subtotal_set": build_money_set("10.00", "11.00"), "total_tax_set": build_money_set("0", "0")} | changes
    )


def build_transaction(**changes: Any) -> dict[str, Any]:
    return {"id": 3, "kind": "refund", "status": "success", "amount": "11.00", "currency": "USD"} | changes


def build_refund(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "order_id": ORDER_ID,
        "created_at": "2026-11-23T12:00:00Z",
        "transactions": [build_transaction()],
    } | changes


def parse_refund(**changes: Any) -> Refund:
    return READER.parse_refund(json.dumps(build_refund(**changes)).encode())


def test_money_in_the_shops_currency_is_counted_as_it_is_stated() -> None:
    refund = parse_refund(
        refund_line_items=[build_refund_line()], transactions=[build_transaction(amount="10.00", currency="EUR")]
    )
    assert (refund.refunded_amount(), refund.transactions[0].presentment) == (Decimal("10.00"), None)


def test_money_in_the_customers_currency_is_converted_by_its_refund_lines() -> None:
    refund = parse_refund(refund_line_items=[build_refund_line()])
    assert (refund.transactions[0].amount, refund.transactions[0].presentment) == (euros("10.00"), DOLLARS)


def test_taxes_that_come_on_top_are_repaid_as_well() -> None:
    line = build_refund_line(
        subtotal_set=build_money_set("8.40", "9.24"), total_tax_set=build_money_set("1.60", "1.76")
    )
    assert parse_refund(refund_line_items=[line]).transactions[0].amount == euros("10.00")


def test_an_amount_that_is_stated_in_both_currencies_is_taken_from_there() -> None:
    assert parse_refund(
        transactions=[build_transaction(amount_set=build_money_set("10.10", "11.00"))]
    ).refunded_amount() == Decimal("10.10")


def test_money_of_unknown_value_is_kept_in_the_customers_currency_and_not_counted() -> None:
    refund = parse_refund(refund_line_items=[build_refund_line()], transactions=[build_transaction(amount="5.00")])
    assert (refund.refunded_amount(), refund.refunded_in_other_currencies()) == (
        Decimal(0),
        (Money(Decimal("5.00"), "USD"),),
    )


def test_within_an_order_money_of_another_currency_is_not_counted_either() -> None:
    (refund,) = READER.parse_order(an_order_body(refunds=[build_refund()])).refunds
    assert (refund.refunded_amount(), refund.refunded_in_other_currencies()) == (Decimal(0), (DOLLARS,))


def test_a_refund_of_money_alone_has_the_currency_of_its_unsettled_amount() -> None:
    unsettled = {"shop_money": {"amount": "0.0", "currency": "EUR"}}
    refund = parse_refund(transactions=[build_transaction(currency=None, total_unsettled_set=unsettled)])
    assert (refund.transactions[0].amount, refund.has_currency) == (euros("11.00"), True)


def test_a_refund_without_a_currency_gets_that_of_the_order() -> None:
    nothing = {"shop_money": {"amount": "0.0", "currency": "XXX"}}
    adjusted = [{"kind": "refund_discrepancy", "amount": "-11.00", "tax_amount": "0.00"}]
    refund = parse_refund(
        order_adjustments=adjusted, transactions=[build_transaction(currency=None, total_unsettled_set=nothing)]
    )
    assert not refund.has_currency
    booked = refund.with_currency("EUR")
    assert (booked.transactions[0].amount, booked.adjustments[0].amount) == (euros("11.00"), euros("11.00"))


def test_in_a_shop_of_that_currency_what_was_paid_is_shop_money() -> None:
    assert parse_refund().with_currency("USD").transactions[0].amount == DOLLARS
    assert parse_refund().with_currency("EUR").refunded_in_other_currencies() == (DOLLARS,)


def build_adjustment(shop_amount: str, presentment_amount: str) -> dict[str, Any]:
    """Money beside items; negative where the customer gets it."""
    return {
        "kind": "refund_discrepancy",
        "amount": shop_amount,
        "amount_set": build_money_set(shop_amount, presentment_amount),
    }


def test_duties_and_fees_are_part_of_what_is_refunded() -> None:
    refund = parse_refund(
        refund_line_items=[build_refund_line(subtotal=100.0)],
        duties=[
            {"duty_id": 1, "amount_set": build_money_set("9.00", "9.90")},
            {"amount_set": build_money_set("6", "7")},
        ],
        total_duties_set=build_money_set("15.00", "16.90"),
        additional_fees=[],
        total_additional_fees_set=build_money_set("4.00", "4.40"),
    )
    zero = euros("0.00")
    assert refund.adjustments == (
        RefundAdjustment("duty", euros("15.00"), zero),
        RefundAdjustment("fee", euros("4.00"), zero),
    )
    assert refund.value(taxes_included=False) == Decimal("119.00")


def test_a_refund_without_duties_and_fees_has_no_adjustments_for_them() -> None:
    nothing = build_money_set("0.00", "0.00")
    refund = parse_refund(duties=[], total_duties_set=nothing, total_additional_fees_set=nothing)
    assert refund.adjustments == ()


def test_repaid_money_is_worth_all_that_it_pays_for() -> None:
    refund = parse_refund(
        refund_line_items=[build_refund_line()],
        duties=[{"amount_set": build_money_set("2.00", "2.20")}],
        order_adjustments=[build_adjustment("1.00", "1.10")],
        transactions=[build_transaction(amount="12.10")],
    )
    assert refund.refunded_amount() == refund.value(taxes_included=False) == Decimal("11.00")


def test_a_refund_of_money_alone_is_worth_its_adjustment() -> None:
    refund = parse_refund(order_adjustments=[build_adjustment("-10.00", "-11.00")])
    assert refund.refunded_amount() == Decimal("10.00")


def test_money_in_several_transactions_is_worth_its_share_and_adds_up() -> None:
    payments = [
        build_transaction(id=number, amount=amount) for number, amount in enumerate(("3.67", "3.67", "3.66"), start=1)
    ]
    refund = parse_refund(refund_line_items=[build_refund_line()], transactions=payments)
    assert [each.amount for each in refund.transactions] == [euros("3.34"), euros("3.33"), euros("3.33")]
    assert refund.refunded_amount() == Decimal("10.00")


def test_a_failed_transaction_is_no_share() -> None:
    payments = [build_transaction(id=1, status="failure", amount="5.00"), build_transaction(id=2)]
    refund = parse_refund(refund_line_items=[build_refund_line()], transactions=payments)
    assert (refund.transactions[0].amount, refund.refunded_amount()) == (None, Decimal("10.00"))


def test_numbers_get_the_places_of_the_currency() -> None:
    refund = parse_refund(refund_line_items=[build_refund_line(subtotal=10.0, total_tax=1)])
    assert [str(amount) for amount in (refund.lines[0].subtotal, refund.lines[0].tax)] == ["10.00 EUR", "1.00 EUR"]
