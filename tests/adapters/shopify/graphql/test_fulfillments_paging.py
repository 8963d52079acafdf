"""An order is read with all its pages, or not at all: an unseen fulfillment could be created a second time."""

from typing import Any

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify.graphql import fulfillments
from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.fulfillment import OrderFulfillments
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, build_page, connect

PAGE_SIZES = {"orderFulfillments": 50, "allOrderFulfillments": 250}
"""The number of fulfillments that each document asks for."""


def build_fulfillment(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/Fulfillment/{number}", "status": "SUCCESS", "trackingInfo": []}


def fetch_fulfillments(count: int) -> tuple[OrderFulfillments, list[str]]:
    """Read an order with `count` fulfillments; returns the documents that were sent as well."""
    sent: list[str] = []

    def shopify(request: httpx.Request) -> httpx.Response:
        query = msgspec.json.decode(request.content)["query"]
        (name,) = [name for name in PAGE_SIZES if f"query {name}(" in query]
        sent.append(name)
        assert f"fulfillments(first: {PAGE_SIZES[name]})" in query
        listed = [build_fulfillment(number) for number in range(min(count, PAGE_SIZES[name]))]
        return httpx.Response(
            200, json={"data": {"order": {"fulfillmentOrders": build_page(), "fulfillments": listed}}}
        )

    with connect(shopify) as client:
        return fulfillments.fetch_order_fulfillments(client, ACCESS, 1), sent


@pytest.mark.parametrize("count", [0, 49])
def test_a_usual_order_is_read_with_one_document(count: int) -> None:
    order, sent = fetch_fulfillments(count)
    assert (len(order.fulfillments), sent) == (count, ["orderFulfillments"])


@pytest.mark.parametrize("count", [50, 51, 249])
def test_all_fulfillments_of_a_large_order_are_read(count: int) -> None:
    order, sent = fetch_fulfillments(count)
    assert (len(order.fulfillments), sent) == (count, ["orderFulfillments", "allOrderFulfillments"])


def test_an_order_with_too_many_fulfillments_to_read_is_refused() -> None:
    with pytest.raises(ShopifyRefused, match="250 or more fulfillments"):
        fetch_fulfillments(250)


def build_fulfillment_order(number: int, *lines: dict[str, Any], next_cursor: str | None = None) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": "OPEN",
        "supportedActions": [{"action": "CREATE_FULFILLMENT"}],
        "fulfillmentHolds": [],
        "assignedLocation": {"name": "Vienna", "location": {"id": "gid://shopify/Location/1"}},
        "lineItems": build_page(*lines, next_cursor=next_cursor),
    }


def build_line(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrderLineItem/{number}",
        "remainingQuantity": 1,
        "lineItem": {"id": f"gid://shopify/LineItem/{number}"},
    }


def test_further_pages_of_fulfillment_orders_and_their_lines_are_read() -> None:
    first = build_page(build_fulfillment_order(1, build_line(1), next_cursor="line-1"), next_cursor="order-1")
    second = build_page(build_fulfillment_order(2, build_line(3)))
    shopify = FakeShopify(
        orderFulfillments=[{"order": {"fulfillmentOrders": page, "fulfillments": []}} for page in (first, second)],
        fulfillmentOrderLineItems=[{"fulfillmentOrder": {"lineItems": build_page(build_line(2))}}],
    )
    with connect(shopify) as client:
        order = fulfillments.fetch_order_fulfillments(client, ACCESS, 1)
    assert [[line.line_item_id for line in each.lines] for each in order.fulfillment_orders] == [[1, 2], [3]]
    assert [(name, variables["after"]) for name, variables in shopify.requests] == [
        ("orderFulfillments", None),
        ("orderFulfillments", "order-1"),
        ("fulfillmentOrderLineItems", "line-1"),
    ]


def test_further_pages_of_a_fulfillments_fulfillment_orders_are_read() -> None:
    pages = [build_page({"id": "FO-1"}, next_cursor="next"), build_page({"id": "FO-2"})]
    shopify = FakeShopify(fulfillmentSources=[{"fulfillment": {"fulfillmentOrders": page}} for page in pages])
    with connect(shopify) as client:
        ids = fulfillments.fetch_fulfillment_order_ids(client, ACCESS, "gid://shopify/Fulfillment/1")
    assert ids == {"FO-1", "FO-2"}


def test_further_pages_of_a_fulfillments_lines_are_read() -> None:
    def build_quantity(number: int, quantity: int) -> dict[str, Any]:
        return {"lineItem": {"id": f"gid://shopify/LineItem/{number}"}, "quantity": quantity}

    pages = [
        build_page(build_quantity(1, 2), next_cursor="next"),
        build_page(build_quantity(1, 1), build_quantity(2, 4)),
    ]
    shopify = FakeShopify(fulfillmentLineItems=[{"fulfillment": {"fulfillmentLineItems": page}} for page in pages])
    with connect(shopify) as client:
        quantities = fulfillments.fetch_fulfillment_quantities(client, ACCESS, "gid://shopify/Fulfillment/1")
    assert quantities == {1: 3, 2: 4}
    assert [variables["after"] for _, variables in shopify.requests] == [None, "next"]
