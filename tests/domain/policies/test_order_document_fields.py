"""Fields that an order and its document share are copied."""

from dataclasses import MISSING, fields, replace
from typing import Any

from novex_shopify.domain.model.order import Order, OrderTotals
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_complete_sales_order, euros

SHARED_FIELDS = {field.name for field in fields(Order)} & {field.name for field in fields(SalesOrder)} - {"id"}
"""`id` is Shopify's in an order and the ERP's in a document."""


def get_default(name: str) -> Any:
    """Return what the document has if the field is forgotten."""
    (field,) = (field for field in fields(SalesOrder) if field.name == name)
    return field.default


def build_order() -> Order:
    """An order with a value in every field that its document shares."""
    document = a_complete_sales_order()
    shared = {name: getattr(document, name) for name in SHARED_FIELDS}
    return replace(Order(ORDER_ID, "", NOON, NOON, document.total, taxes_included=False, line_items=()), **shared)


def test_every_shared_field_is_set_to_a_value_of_its_own() -> None:
    order = build_order()
    values = {name: getattr(order, name) for name in SHARED_FIELDS}
    assert [
        name for name, value in values.items() if value == get_default(name) and get_default(name) is not MISSING
    ] == []
    texts = [value for value in values.values() if not isinstance(value, bool)]
    assert [value for value in texts if texts.count(value) > 1] == []


def test_every_shared_field_is_copied() -> None:
    order = replace(build_order(), total=euros("0.00"))
    document = build_sales_order(SHOP, order, {})
    assert {name: getattr(document, name) for name in SHARED_FIELDS} == {
        name: getattr(order, name) for name in SHARED_FIELDS
    }


def test_the_date_of_the_document_is_when_the_order_was_processed() -> None:
    order = Order(ORDER_ID, "#1001", NOON, NOON, euros("0.00"), taxes_included=False, line_items=())
    entered_later = replace(order, processed_at=NOON - HOUR)
    documents = [build_sales_order(SHOP, each, {}) for each in (order, entered_later)]
    assert [(each.ordered_at, each.created_at) for each in documents] == [(NOON, NOON), (NOON - HOUR, NOON)]


def test_the_id_the_time_and_the_totals_are_copied() -> None:
    totals = OrderTotals(current=euros("0.00"), outstanding=euros("1.00"), cash_rounding=euros("-0.02"))
    order = Order(ORDER_ID, "#1001", NOON, NOON, euros("0.00"), taxes_included=False, line_items=(), totals=totals)
    document = build_sales_order(SHOP, order, {})
    assert (document.shop_domain, document.shopify_order_id, document.ordered_at) == (SHOP, ORDER_ID, NOON)
    assert (document.current_total, document.outstanding, document.cash_rounding) == (
        totals.current,
        totals.outstanding,
        totals.cash_rounding,
    )
