"""An optional field never costs its record; a field that decides is named when it cannot be read."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Consent
from tests.full_bodies import (
    FULL_BODIES,
    JUNK,
    Path,
    build_full_consent,
    build_full_customer,
    build_full_order,
    build_full_product,
    encode_with,
    iterate_paths,
    junk,
)

READER = JsonPayloadReader()
PARSERS: dict[str, Callable[[bytes], Any]] = {
    "orders/updated": READER.parse_order,
    "refunds/create": READER.parse_refund,
    "fulfillments/update": READER.parse_fulfillment,
    "customers/update": READER.parse_customer,
    "products/update": READER.parse_product,
    "customers_email_marketing_consent/update": READER.parse_email_consent,
    "customers_marketing_consent/update": READER.parse_sms_consent,
}
FIELDS = [(topic, path) for topic, build in FULL_BODIES.items() for path in iterate_paths(build())]

OPTIONAL_ORDER_FIELDS: dict[Path, str] = {
    ("name",): "name",
    ("total_price_set",): "presentment_total",
    ("fulfillments",): "fulfillments",
    ("fulfillments", 0): "fulfillments",
    ("fulfillments", 0, "id"): "fulfillments",
    ("fulfillments", 0, "updated_at"): "fulfillments",
    ("fulfillments", 0, "tracking_numbers"): "fulfillments",
    ("customer",): "customer",
    ("customer", "id"): "customer",
    ("customer", "updated_at"): "customer",
    ("customer", "email"): "customer",
    ("customer", "default_address"): "customer",
    ("company",): "company",
    ("company", "id"): "company",
    ("company", "location_id"): "company",
    ("po_number",): "po_number",
    ("email",): "email",
    ("phone",): "phone",
    ("shipping_address",): "shipping_address",
    ("shipping_address", "zip"): "shipping_address",
    ("billing_address",): "billing_address",
    ("financial_status",): "financial_status",
    ("fulfillment_status",): "fulfillment_status",
    ("payment_gateway_names",): "payment_gateways",
    ("payment_gateway_names", 0): "payment_gateways",
    ("discount_codes",): "discount_codes",
    ("discount_codes", 0, "code"): "discount_codes",
    ("processed_at",): "processed_at",
    ("created_at",): "created_at",
    ("updated_at",): "updated_at",
    ("total_cash_rounding_payment_adjustment_set",): "totals",
    ("source_name",): "source",
    ("source_identifier",): "source",
    ("app_id",): "source",
    ("location_id",): "source",
    ("customer_locale",): "customer_locale",
    ("payment_terms",): "payment_terms",
    ("payment_terms", "due_in_days"): "payment_terms",
    ("payment_terms", "payment_schedules"): "payment_terms",
    ("payment_terms", "payment_schedules", 0, "due_at"): "payment_terms",
    ("tax_exempt",): "tax_terms",
    ("estimated_taxes",): "tax_terms",
    ("merchant_business_entity_id",): "tax_terms",
    ("merchant_of_record_app_id",): "tax_terms",
    ("note_attributes",): "note_attributes",
    ("note_attributes", 0, "name"): "note_attributes",
    ("line_item_groups",): "line_items",
    ("line_item_groups", 0, "id"): "line_items",
    ("line_items", 0, "vendor"): "line_items",
    ("line_items", 0, "grams"): "line_items",
    ("line_items", 0, "taxable"): "line_items",
    ("line_items", 0, "properties"): "line_items",
    ("line_items", 0, "properties", 0, "name"): "line_items",
    ("line_items", 0, "sales_line_item_group_id"): "line_items",
    ("shipping_lines", 0, "code"): "shipping_lines",
    ("shipping_lines", 0, "carrier_identifier"): "shipping_lines",
    ("tags",): "tags",
    ("note",): "note",
    ("cancel_reason",): "cancel_reason",
    ("line_items", 0, "title"): "line_items",
    ("line_items", 0, "sku"): "line_items",
    ("line_items", 0, "variant_id"): "line_items",
    ("line_items", 0, "variant_title"): "line_items",
    ("line_items", 0, "tax_lines", 0, "rate"): "line_items",
    ("line_items", 0, "tax_lines", 0, "title"): "line_items",
    ("shipping_lines", 0, "id"): "shipping_lines",
    ("shipping_lines", 0, "title"): "shipping_lines",
    ("refunds", 0, "note"): "refunds",
    ("refunds", 0, "order_id"): "refunds",
    ("refunds", 0, "processed_at"): "refunds",
    ("refunds", 0, "refund_line_items", 0, "location_id"): "refunds",
}
"""By path: the field of the domain's order that may differ. All others stay."""


@given(st.sampled_from(list(OPTIONAL_ORDER_FIELDS)), junk)
def test_an_order_is_read_whatever_an_optional_field_holds(path: Path, value: Any) -> None:
    expected = READER.parse_order(json.dumps(build_full_order()).encode())
    order = READER.parse_order(encode_with(build_full_order(), path, value))
    affected = OPTIONAL_ORDER_FIELDS[path]
    assert replace(order, unread=(), **{affected: getattr(expected, affected)}) == expected
    assert [(line.id, line.quantity, line.unit_price) for line in order.line_items] == [
        (line.id, line.quantity, line.unit_price) for line in expected.line_items
    ]


@given(st.sampled_from(["first_name", "last_name", "email", "phone", "addresses", "default_address"]), junk)
def test_a_customer_is_read_whatever_an_optional_field_holds(field: str, value: Any) -> None:
    expected = READER.parse_customer(json.dumps(build_full_customer()).encode())
    customer = READER.parse_customer(encode_with(build_full_customer(), (field,), value))
    affected = "addresses" if field == "default_address" else field
    assert replace(customer, **{affected: getattr(expected, affected)}) == expected


@given(st.sampled_from(["title", "sku", "barcode"]), junk)
def test_a_product_is_read_whatever_an_optional_field_holds(field: str, value: Any) -> None:
    product = READER.parse_product(encode_with(build_full_product(), ("variants", 0, field), value))
    assert [variant.variant_id for variant in product.variants] == [build_full_product()["variants"][0]["id"]]
    assert product.complete


@given(st.sampled_from(FIELDS), junk)
def test_whatever_a_field_holds_its_record_is_read_or_refused_by_the_fields_name(
    field: tuple[str, Path], value: Any
) -> None:
    topic, path = field
    assert_read_or_named(topic, path, value)


@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_every_field_may_hold_junk(value: Any) -> None:
    for topic, path in FIELDS:
        assert_read_or_named(topic, path, value)


def assert_read_or_named(topic: str, path: Path, value: Any) -> None:
    refusal = find_refusal(topic, encode_with(FULL_BODIES[topic](), path, value))
    assert refusal is None or str(path[0]) in refusal
    assert "junk" not in (refusal or "")


def find_refusal(topic: str, body: bytes) -> str | None:
    try:
        PARSERS[topic](body)
    except UnreadablePayload as error:
        return str(error)
    return None


@pytest.mark.parametrize("time", ["0000-12-31T18:03:24-05:50", "0001-01-01T00:00:00+05:00", "2026-11-23T12:00", "", []])
@pytest.mark.parametrize(
    ("topic", "customer", "consent"),
    [
        ("customers_email_marketing_consent/update", "customer_id", "email_marketing_consent"),
        ("customers_marketing_consent/update", "id", "sms_marketing_consent"),
    ],
)
def test_a_consent_with_an_unreadable_time_is_kept_and_its_time_is_unknown(
    topic: str, customer: str, consent: str, time: Any
) -> None:
    body = encode_with(build_full_consent(customer, consent), (consent, "consent_updated_at"), time)
    read = PARSERS[topic](body)
    assert (read.email_consent or read.sms_consent) == Consent("subscribed", "single_opt_in", None)


def test_an_order_of_a_customer_without_an_id_is_a_guests() -> None:
    order = READER.parse_order(encode_with(build_full_order(), ("customer",), {"id": None, "email": "x@example.com"}))
    assert (order.customer, order.email) == (None, "ada@example.com")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("total_price",), "12,50"),
        (("currency",), None),
        (("cancelled_at",), "0001-01-01T00:00:00+05:00"),
        (("line_items", 0, "price"), "NaN"),
        (("line_items", 0, "quantity"), "two"),
        (("line_items", 0, "tax_lines", 0, "price"), "some"),
        (("total_tip_received",), [1]),
        (("taxes_included",), "perhaps"),
    ],
)
def test_a_field_that_decides_is_named_with_its_place(path: Path, value: Any) -> None:
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)[1:]
    with pytest.raises(UnreadablePayload) as refusal:
        READER.parse_order(encode_with(build_full_order(), path, value))
    assert str(refusal.value).startswith(f"The body does not match its topic: {place} is")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), str(build_full_order()["id"])),
        (("total_price",), 15.71),
        (("line_items", 0, "quantity"), "2"),
        (("line_items", 0, "variant_id"), str(build_full_order()["line_items"][0]["variant_id"])),
        (("customer", "id"), "7"),
        (("taxes_included",), "false"),
        (("test",), 0),
        (("note",), build_full_order()["note"]),
    ],
)
def test_numbers_and_truth_values_are_read_in_any_notation(path: Path, value: Any) -> None:
    expected = READER.parse_order(json.dumps(build_full_order()).encode())
    assert READER.parse_order(encode_with(build_full_order(), path, value)) == expected


def test_a_number_as_a_text_field_is_its_digits() -> None:
    order = READER.parse_order(encode_with(build_full_order(), ("line_items", 0, "sku"), 4711))
    assert order.line_items[0].sku == "4711"


def test_half_of_an_emoji_is_replaced() -> None:
    order = READER.parse_order(encode_with(build_full_order(), ("note",), "Ring twice \ud83d and \\ud83d 😀"))
    assert order.note == "Ring twice � and \\ud83d 😀"
