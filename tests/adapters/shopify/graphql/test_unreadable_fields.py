"""A malformed node costs neither its page nor its import, and an optional field not its record."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.adapters.shopify.graphql.changed_customers import fetch_changed_customers
from novex_shopify.adapters.shopify.graphql.order_summaries import fetch_order_summaries
from novex_shopify.adapters.shopify.graphql.orders import fetch_order
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Consent, Customer
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.ports.shopify_admin import Page
from tests.adapters.shopify.graphql.full_nodes import build_customer_node, build_order_node, build_summary_node
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, build_page, connect
from tests.builders import HOUR, NOON
from tests.full_bodies import JUNK, Path, encode_with, iterate_paths, junk

LINES = build_page({"lineItem": {"id": "gid://shopify/LineItem/8"}, "quantity": 2})
OPTIONAL_ORDER_FIELDS: dict[Path, str] = {
    ("name",): "name",
    ("tags",): "tags",
    ("paymentGatewayNames", 0): "payment_gateways",
    ("discountCodes",): "discount_codes",
    ("displayFulfillmentStatus",): "fulfillment_status",
    ("displayFinancialStatus",): "financial_status",
    ("customer",): "customer",
    ("customer", "legacyResourceId"): "customer",
    ("customer", "updatedAt"): "customer",
    ("customer", "defaultAddress"): "customer",
    ("purchasingEntity",): "company",
    ("purchasingEntity", "company", "id"): "company",
    ("email",): "email",
    ("phone",): "phone",
    ("poNumber",): "po_number",
    ("note",): "note",
    ("sourceName",): "source",
    ("cancelReason",): "cancel_reason",
    ("shippingAddress",): "shipping_address",
    ("billingAddress", "zip"): "billing_address",
    ("lineItems", "nodes", 0, "sku"): "line_items",
    ("lineItems", "nodes", 0, "variant"): "line_items",
    ("lineItems", "nodes", 0, "variant", "legacyResourceId"): "line_items",
    ("lineItems", "nodes", 0, "taxLines", 0, "rate"): "line_items",
    ("fulfillments", 0, "createdAt"): "fulfillments",
    ("fulfillments", 0, "updatedAt"): "fulfillments",
    ("fulfillments", 0, "trackingInfo"): "fulfillments",
}
"""By path: the field of the domain's order that may differ. All others stay."""


def read_customers(*nodes: Any) -> Page[Customer]:
    with connect(FakeShopify(changedCustomers=[{"customers": build_page(*nodes)}])) as client:
        return fetch_changed_customers(client, ACCESS, NOON - HOUR, NOON, None)


def read_summaries(*nodes: Any) -> Page[OrderSummary]:
    with connect(FakeShopify(orderSummaries=[{"orders": build_page(*nodes)}])) as client:
        return fetch_order_summaries(client, ACCESS, OrderRange(NOON - HOUR, NOON), None)


def read_order(node: Any) -> Order:
    shopify = FakeShopify(
        order=[{"order": node}], fulfillmentLineItems=[{"fulfillment": {"fulfillmentLineItems": LINES}}]
    )
    with connect(shopify) as client:
        return fetch_order(client, ACCESS, 5, NOON)


def change(node: Any, path: Path, value: Any) -> Any:
    return json.loads(encode_with(node, path, value))


@pytest.mark.parametrize("time", ["0000-12-31T18:03:24Z", "0001-01-01T00:00:00+05:00", "yesterday", 5])
def test_a_customer_with_an_unreadable_consent_time_is_read_by_page_and_by_file(time: Any) -> None:
    node = change(build_customer_node(), ("defaultEmailAddress", "marketingUpdatedAt"), time)
    page = read_customers(build_customer_node(1), node, build_customer_node(2))
    assert [(each.id, each.email_consent and each.email_consent.state) for each in page.records] == [
        (1, "subscribed"),
        (7, "subscribed"),
        (2, "subscribed"),
    ]
    from_file = record_mapper.parse_customer(json.dumps(node).encode(), ())
    assert from_file.email_consent == Consent("subscribed", "single_opt_in", None)


def test_a_malformed_customer_is_set_aside_with_its_reason() -> None:
    page = read_customers(
        build_customer_node(1), change(build_customer_node(8), ("updatedAt",), "never"), None, build_customer_node(2)
    )
    assert [each.id for each in page.records] == [1, 2]
    assert [(each.id, each.reason.rpartition(": ")[2]) for each in page.unreadable] == [
        (8, "updatedAt is not a time with a time zone."),
        (None, "it is not an object."),
    ]


def test_a_malformed_summary_is_set_aside_with_its_reason() -> None:
    malformed = change(build_summary_node(6), ("totalPriceSet", "shopMoney", "amount"), "NaN")
    page = read_summaries(build_summary_node(5), malformed)
    assert [each.id for each in page.records] == [5]
    (unreadable,) = page.unreadable
    assert (unreadable.id, "totalPriceSet.shopMoney.amount" in unreadable.reason) == (6, True)


@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_whatever_a_field_of_a_node_holds_the_others_of_its_page_are_read(value: Any) -> None:
    for path in iterate_paths(build_customer_node()):
        customers = read_customers(build_customer_node(1), change(build_customer_node(), path, value))
        assert customers.records[0].id == 1
        assert len(customers.records) + len(customers.unreadable) == 2
    for path in iterate_paths(build_summary_node()):
        summaries = read_summaries(build_summary_node(1), change(build_summary_node(), path, value))
        assert summaries.records[0].id == 1
        assert len(summaries.records) + len(summaries.unreadable) == 2


@given(st.sampled_from(list(OPTIONAL_ORDER_FIELDS)), junk)
def test_an_order_is_read_whatever_an_optional_field_holds(path: Path, value: Any) -> None:
    expected = read_order(build_order_node())
    order = read_order(change(build_order_node(), path, value))
    affected = OPTIONAL_ORDER_FIELDS[path]
    assert replace(order, unread=(), **{affected: getattr(expected, affected)}) == expected


@given(st.sampled_from([path for path in iterate_paths(build_order_node()) if path[-1] != "refunds"]), junk)
def test_whatever_a_field_of_an_order_holds_it_is_read_or_refused_by_the_fields_name(path: Path, value: Any) -> None:
    refusal = find_refusal(change(build_order_node(), path, value))
    assert refusal is None or str(path[0]) in refusal


def find_refusal(node: Any) -> str | None:
    try:
        read_order(node)
    except UnreadablePayload as error:
        return str(error)
    except KeyError as error:
        # The fake has one page only; an `endCursor` that stays readable makes the adapter request a second one.
        return str(error)
    return None


@pytest.mark.parametrize("order", ["junk", [1], 5, [], "", {}])
def test_an_order_that_is_no_object_is_not_taken_for_a_deleted_one(order: Any) -> None:
    with pytest.raises(UnreadablePayload, match="order"):
        read_order(order)
