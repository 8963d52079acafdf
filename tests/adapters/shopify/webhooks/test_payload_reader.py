"""Bodies of orders and customers, and what cannot be read."""

import json

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import UnreadablePayload
from tests.builders import (
    HOUR,
    NOON,
    ORDER_ID,
    SHOP,
    VARIANT_ID,
    a_customer_body,
    an_order_body,
    an_uninstalled_body,
    euros,
)

READER = JsonPayloadReader()


def test_an_order_is_read_to_the_cent() -> None:
    order = READER.parse_order(an_order_body())
    (line,) = order.line_items
    (shipping,) = order.shipping_lines
    assert (order.id, order.name, order.total) == (ORDER_ID, "#1001", euros("15.71"))
    assert (line.variant_id, line.quantity, line.unit_price) == (VARIANT_ID, 2, euros("4.50"))
    assert [tax.amount for tax in line.taxes] == [euros("1.71")]
    assert (shipping.title, shipping.price, shipping.taxes) == ("Parcel", euros("5.00"), ())
    assert order.updated_at == NOON - HOUR


def test_every_discount_and_tax_of_a_line_is_read() -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    line |= {
        "discount_allocations": [{"amount": "0.10"}, {"amount": "0.20"}],
        "tax_lines": [{"price": "1.00"}, {"price": "0.71"}],
    }
    (read,) = READER.parse_order(an_order_body(line_items=[line])).line_items
    assert [part.amount for part in read.discounts] == [euros("0.10"), euros("0.20")]
    assert [part.amount for part in read.taxes] == [euros("1.00"), euros("0.71")]


@pytest.mark.parametrize(
    ("variant_id", "exists", "deleted"), [(VARIANT_ID, True, False), (VARIANT_ID, False, True), (None, False, False)]
)
def test_a_deleted_product_keeps_its_variant_and_a_custom_line_has_none(
    variant_id: int | None, exists: bool, deleted: bool
) -> None:
    (line,) = json.loads(an_order_body())["line_items"]
    line |= {"variant_id": variant_id, "product_exists": exists}
    (read,) = READER.parse_order(an_order_body(line_items=[line])).line_items
    assert (read.variant_id, read.product_deleted) == (variant_id, deleted)


def test_a_guest_order_without_addresses_is_normal() -> None:
    order = READER.parse_order(an_order_body(customer=None, shipping_address=None, email=None))
    assert (order.customer, order.shipping_address, order.email) == (None, None, None)


def test_unknown_fields_and_values_are_accepted() -> None:
    assert READER.parse_order(an_order_body(new_field={"a": [1]}, financial_status="on_the_moon")).id == ORDER_ID


def test_a_name_is_joined_from_its_parts() -> None:
    customer = READER.parse_customer(a_customer_body(default_address={"first_name": "Ada", "last_name": "Lovelace"}))
    assert [address.name for address in customer.addresses] == ["Ada Lovelace"]


def test_an_uninstall_names_its_shop() -> None:
    assert READER.parse_shop_domain(an_uninstalled_body()) == SHOP


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"id": "x"}', b"\xff", b'{"id": 1.5}'])
def test_an_unreadable_body_is_reported_without_its_content(body: bytes) -> None:
    with pytest.raises(UnreadablePayload, match="does not match its topic"):
        READER.parse_resource_key("orders/create", body)


def test_an_erasure_does_not_fail_for_an_order_that_cannot_be_read() -> None:
    body = b'{"shop_domain": "a.myshopify.com", "customer": {"id": 7}, "orders_to_redact": [1, "junk", null, 2]}'
    assert READER.parse_privacy_request(body).order_ids == (1, 2)
