"""Removing personal data from webhook bodies."""

import json

from novex_shopify.adapters.shopify.webhooks.body_erasure import remove_personal_data
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from tests.builders import ORDER_ID, an_order_body


def test_an_order_stays_readable_without_its_customer() -> None:
    body = an_order_body(email="ada@example.com", note="Ring twice", browser_ip="127.0.0.1")
    removed = remove_personal_data(body)
    order = JsonPayloadReader().parse_order(removed)
    assert (order.id, order.customer, order.email, order.note) == (ORDER_ID, None, None, None)
    assert order.total == JsonPayloadReader().parse_order(body).total
    assert not {"email", "customer", "note", "browser_ip", "shipping_address"} & set(json.loads(removed))


def test_what_an_order_contains_is_erased_as_well() -> None:
    refund = {"id": 1, "order_id": ORDER_ID, "created_at": "2026-11-23T12:00:00Z", "note": "Ada did not like it"}
    removed = remove_personal_data(an_order_body(refunds=[refund]))
    (read,) = JsonPayloadReader().parse_order(removed).refunds
    assert (read.id, read.note) == (1, None)
    assert b"Ada" not in removed


def test_half_of_an_emoji_keeps_no_body_from_being_erased() -> None:
    removed = remove_personal_data(an_order_body(email="ada@example.com", tags="tea \ud83d"))
    assert b"ada@example.com" not in removed
    assert JsonPayloadReader().parse_order(removed).tags == "tea �"
