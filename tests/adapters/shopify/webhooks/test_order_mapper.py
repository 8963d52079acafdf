"""Webhook bodies of orders and fulfillments."""

import json
from typing import Any

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.order import Company, Order, OrderFulfillment
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
