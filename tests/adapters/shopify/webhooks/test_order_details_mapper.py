"""What webhook bodies of orders say beside amounts."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.order import LineItem, Order
from novex_shopify.domain.model.order_details import (
    Attribute,
    LineItemGroup,
    OrderSource,
    PaymentSchedule,
    PaymentTerms,
    ShippingMethod,
    TaxTerms,
)
from tests.builders import an_order_body, dollars


def parse_order(**changes: Any) -> Order:
    return JsonPayloadReader().parse_order(an_order_body(**changes))


def parse_line(order_changes: dict[str, Any] | None = None, **changes: Any) -> LineItem:
    (line,) = json.loads(an_order_body())["line_items"]
    return parse_order(line_items=[line | changes], **order_changes or {}).line_items[0]


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        ([{"name": "Engraving", "value": "For E."}], (Attribute("Engraving", "For E."),)),
        ([{"name": 7, "value": 3.5}, {"name": {"de": "Text"}, "value": None}], (
            Attribute("7", "3.5"),
            Attribute('{"de":"Text"}', ""),
        )),
        ([{"name": "Options", "value": ["a", True]}], (Attribute("Options", '["a",true]'),)),
        ({"Engraving": "For E."}, (Attribute("Engraving", "For E."),)),
        ([{"value": "no name"}, None, "text", 4], ()),
        (None, ()),
        ("text", ()),
    ],
    ids=["texts", "numbers and objects", "a list as value", "an object", "no pairs", "null", "text"],
)  # fmt: skip
def test_properties_and_note_attributes_are_read_in_every_form(
    written: object, attributes: tuple[Attribute, ...]
) -> None:
    assert parse_line(properties=written).properties == attributes
    assert parse_order(note_attributes=written).note_attributes == attributes


def test_the_facts_of_a_line_are_read() -> None:
    line = parse_line(vendor="Novex", grams=120, taxable=False, requires_shipping=False)
    assert (line.vendor, line.grams, line.taxable, line.requires_shipping) == ("Novex", 120, False, False)


def test_a_weight_of_zero_is_not_known() -> None:
    assert parse_line(vendor="", grams=0) == parse_line(vendor=None)


def test_a_line_names_its_bundle() -> None:
    groups = [{"id": 31, "title": "Tea set", "quantity": 1, "variant_id": 5, "variant_sku": "SET"}]
    assert parse_line({"line_item_groups": groups}, sales_line_item_group_id=31).group == LineItemGroup(
        31, "Tea set", 1, 5, "SET"
    )
    assert parse_line(sales_line_item_group_id=31).group == LineItemGroup(31)


def test_taxes_and_discounts_have_their_amount_in_the_customers_currency() -> None:
    both = {
        "shop_money": {"amount": "1.71", "currency_code": "EUR"},
        "presentment_money": {"amount": "1.94", "currency_code": "USD"},
    }
    line = parse_line(
        tax_lines=[{"price": "1.71", "price_set": both}], discount_allocations=[{"amount": "1.71", "amount_set": both}]
    )
    ((tax,), (discount,)) = line.taxes, line.discounts
    assert (tax.presentment, discount.presentment) == (dollars("1.94"), dollars("1.94"))


def test_the_method_of_a_shipping_line_is_read() -> None:
    line = {"id": 1, "title": "Express", "price": "9.00", "code": "EXP", "source": "DHL", "carrier_identifier": "c-1"}
    (shipping,) = parse_order(shipping_lines=[line]).shipping_lines
    assert shipping.method == ShippingMethod("EXP", "DHL", "c-1")


def test_the_source_of_a_retail_order_is_read() -> None:
    order = parse_order(source_name="pos", source_identifier="1001-1-1000", app_id=129_785, location_id=5)
    assert order.source == OrderSource("pos", "1001-1-1000", 129_785, 5)


def test_payment_terms_are_read() -> None:
    due_at = datetime(2026, 7, 31, tzinfo=UTC)
    schedule = {"due_at": "2026-07-31T00:00:00Z", "issued_at": None, "completed_at": None, "amount": "388.00"}
    terms = {"payment_terms_name": "Net 30", "payment_terms_type": "net", "due_in_days": 30}
    order = parse_order(payment_terms={**terms, "payment_schedules": [schedule]})
    assert order.payment_terms == PaymentTerms("Net 30", "net", 30, (PaymentSchedule(due_at),))


def test_who_taxes_the_order_is_read() -> None:
    order = parse_order(
        tax_exempt=True,
        estimated_taxes=True,
        merchant_business_entity_id="MTU0ODM4MDAwOQ",
        merchant_of_record_app_id=77,
    )
    assert order.tax_terms == TaxTerms(True, True, "1548380009", 77)
