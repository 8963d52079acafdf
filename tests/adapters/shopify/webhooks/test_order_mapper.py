"""Webhook bodies of orders and fulfillments."""

import json
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.order import Company, Order, OrderFulfillment, Tax
from tests.builders import ORDER_ID, an_order_body, euros

READER = JsonPayloadReader()


def parse_order(**changes: Any) -> Order:
    return READER.parse_order(an_order_body(**changes))


def parse_fulfillment(**changes: Any) -> OrderFulfillment:
    body = {"id": 9, "order_id": ORDER_ID, "created_at": "2026-11-23T12:00:00Z", "status": "success"}
    order_id, fulfillment = READER.parse_fulfillment(json.dumps(body | changes).encode())
    assert order_id == ORDER_ID
    return fulfillment


def test_a_discount_has_the_title_of_its_application() -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    line["discount_allocations"] = [
        {"amount": "1.00", "discount_application_index": 0},
        {"amount": "2.00", "discount_application_index": 1},
        {"amount": "0.00", "discount_application_index": 1},
    ]
    applications = [{"code": "WELCOME10", "title": "Welcome"}, {"title": None, "description": "Summer sale"}]
    (item,) = parse_order(line_items=[line], discount_applications=applications).line_items
    assert [(each.title, each.amount) for each in item.discounts] == [
        ("WELCOME10", euros("1.00")),
        ("Summer sale", euros("2.00")),
    ]


def test_a_removed_shipping_line_is_left_out() -> None:
    lines = [{"id": 1, "title": "Express", "price": "9.00", "is_removed": True}, {"title": "Standard", "price": "5.00"}]
    assert [(line.id, line.title) for line in parse_order(shipping_lines=lines).shipping_lines] == [(0, "Standard")]


@pytest.mark.parametrize(("tags", "sorted_tags"), [("vip, b2b ,a", "a, b2b, vip"), ("", None), (None, None)])
def test_tags_are_sorted(tags: str | None, sorted_tags: str | None) -> None:
    assert parse_order(tags=tags).tags == sorted_tags


def test_the_company_of_an_order_is_mapped() -> None:
    assert parse_order(company={"id": 3, "location_id": 4}).company == Company(3, 4)


def test_a_line_that_was_edited_has_its_current_quantity() -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    (edited,) = parse_order(line_items=[line | {"current_quantity": 0}]).line_items
    (unedited,) = parse_order(line_items=[line]).line_items
    assert (edited.current_quantity, unedited.current_quantity) == (0, line["quantity"])


@pytest.mark.parametrize(
    ("tracking", "numbers"),
    [
        ({"tracking_numbers": ["A", "B"], "tracking_number": "A"}, ("A", "B")),
        ({"tracking_number": "A"}, ("A",)),
        ({}, ()),
    ],
)
def test_all_tracking_numbers_are_taken(tracking: dict[str, Any], numbers: tuple[str, ...]) -> None:
    assert parse_fulfillment(**tracking).tracking_numbers == numbers


def test_a_fulfillment_without_updated_at_has_its_creation_time() -> None:
    fulfillment = parse_fulfillment(line_items=[{"id": 1, "quantity": 2}])
    assert fulfillment.updated_at is not None
    assert fulfillment.updated_at.isoformat() == "2026-11-23T12:00:00+00:00"
    assert fulfillment.lines == ((1, 2),)


def test_a_line_with_a_tip_is_a_tip() -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    tip = line | {"id": 2, "title": "Tip", "tip": {"payment_gateway": "shopify_payments", "payment_method": "visa"}}
    assert [each.tip for each in parse_order(line_items=[line, tip]).line_items] == [False, True]


def test_a_tax_keeps_its_rate_and_its_mark_even_if_it_is_nothing() -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    liable = {"title": "State tax", "rate": 0.06, "price": "4.13", "channel_liable": True}
    zero = {"title": "VAT", "rate": 0, "price": "0.00", "channel_liable": None}
    shipping = {"id": 1, "title": "Express", "price": "9.00", "tax_lines": [liable]}
    order = parse_order(
        line_items=[line | {"tax_lines": [liable, zero]}], shipping_lines=[shipping], tax_lines=[liable]
    )
    state_tax = Tax("State tax", Decimal("0.06"), euros("4.13"), channel_liable=True)
    assert order.line_items[0].taxes == (state_tax, Tax("VAT", Decimal(0), euros("0.00")))
    assert order.shipping_lines[0].taxes == order.taxes == (state_tax,)


def test_what_edits_and_refunds_left_and_rounded_cash_are_read() -> None:
    def build_set(amount: str) -> dict[str, dict[str, str]]:
        return {"shop_money": {"amount": amount, "currency_code": "EUR"}}

    totals = parse_order(
        current_total_tax="1.00",
        current_total_duties_set=build_set("2.00"),
        current_total_additional_fees_set=build_set("3.00"),
        total_cash_rounding_payment_adjustment_set=build_set("-0.02"),
        total_cash_rounding_refund_adjustment_set=build_set("0.01"),
    ).totals
    assert (totals.current_tax, totals.current_duties, totals.current_fees) == (euros("1"), euros("2"), euros("3"))
    assert (totals.cash_rounding, totals.refund_cash_rounding) == (euros("-0.02"), euros("0.01"))
