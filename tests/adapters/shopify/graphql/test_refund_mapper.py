"""GraphQL refunds."""

from decimal import Decimal

import pytest

from novex_shopify.adapters.shopify.graphql import refund_responses as responses
from novex_shopify.adapters.shopify.graphql.refund_mapper import map_refund
from novex_shopify.adapters.shopify.graphql.responses import Connection, MoneyBag, MoneyV2, Reference
from novex_shopify.domain.model.refund import RefundAdjustment, RefundLine, RefundTransaction
from tests.builders import LINE_ID, NOON, ORDER_ID, dollars, euros


def build_bag(amount: str) -> MoneyBag:
    return MoneyBag(MoneyV2(Decimal(amount), "EUR"), MoneyV2(Decimal("99.00"), "USD"))


def build_refund_line(line_id: int = LINE_ID, location: Reference | None = None) -> responses.RefundLineItem:
    line_item = Reference(f"gid://shopify/LineItem/{line_id}")
    return responses.RefundLineItem(1, "NO_RESTOCK", line_item, build_bag("4.50"), build_bag("0.86"), location)


def build_transaction(number: int, kind: str = "REFUND") -> responses.OrderTransaction:
    return responses.OrderTransaction(
        f"gid://shopify/OrderTransaction/{number}", kind, "SUCCESS", build_bag("5.36"), "bogus"
    )


AGREED = dollars("99.00")
"""What `build_bag` has in the customer's currency."""


def build_page(
    *lines: responses.RefundLineItem,
    shipping_lines: list[responses.RefundShippingLine] | None = None,
    adjustments: list[responses.OrderAdjustment] | None = None,
    transactions: list[responses.OrderTransaction] | None = None,
    note: str | None = None,
) -> responses.Refund:
    return responses.Refund(
        "1",
        NOON,
        Connection(list(lines)),
        Connection(shipping_lines or []),
        Connection(adjustments or []),
        Connection(transactions or []),
        note,
    )


def test_a_refund_has_the_lines_of_all_its_pages_and_the_rest_once() -> None:
    first = build_page(build_refund_line(1), build_refund_line(2), transactions=[build_transaction(9)])
    refund = map_refund(ORDER_ID, [first, build_page(build_refund_line(3), transactions=[build_transaction(9)])])
    assert (refund.id, refund.order_id, refund.refunded_at) == (1, ORDER_ID, NOON)
    assert [line.line_item_id for line in refund.lines] == [1, 2, 3]
    assert len(refund.transactions) == 1


@pytest.mark.parametrize(("location", "location_id"), [(Reference("gid://shopify/Location/5"), 5), (None, None)])
def test_a_line_has_its_amounts_in_both_currencies(location: Reference | None, location_id: int | None) -> None:
    refund = map_refund(ORDER_ID, [build_page(build_refund_line(location=location))])
    assert refund.lines == (
        RefundLine(LINE_ID, 1, euros("4.50"), euros("0.86"), "no_restock", location_id, AGREED, AGREED),
    )


def test_refunded_shipping_is_an_adjustment() -> None:
    shipping = responses.RefundShippingLine(build_bag("5.00"), build_bag("0.95"))
    refund = map_refund(ORDER_ID, [build_page(shipping_lines=[shipping])])
    assert refund.adjustments == (RefundAdjustment("shipping_refund", euros("5.00"), euros("0.95"), AGREED, AGREED),)


@pytest.mark.parametrize(
    ("reason", "kind"), [("REFUND_DISCREPANCY", "refund_discrepancy"), (None, "adjustment")], ids=["stated", "none"]
)
def test_an_adjustment_in_favor_of_the_customer_is_positive(reason: str | None, kind: str) -> None:
    adjustment = responses.OrderAdjustment(build_bag("-2.00"), build_bag("-0.38"), reason)
    refund = map_refund(ORDER_ID, [build_page(adjustments=[adjustment])])
    assert refund.adjustments == (RefundAdjustment(kind, euros("2.00"), euros("0.38"), -AGREED, -AGREED),)


def test_only_transactions_that_pay_back_are_mapped() -> None:
    kinds = ["SALE", "REFUND", "CAPTURE", "VOID", "SUGGESTED_REFUND"]
    transactions = [build_transaction(number, kind) for number, kind in enumerate(kinds)]
    refund = map_refund(ORDER_ID, [build_page(transactions=transactions)])
    assert refund.transactions == tuple(
        RefundTransaction(number, "bogus", euros("5.36"), "success") for number in (1, 3)
    )


@pytest.mark.parametrize(("note", "mapped"), [("Too cold", "Too cold"), ("", None), (None, None)])
def test_an_empty_note_is_none(note: str | None, mapped: str | None) -> None:
    assert map_refund(ORDER_ID, [build_page(note=note)]).note == mapped
