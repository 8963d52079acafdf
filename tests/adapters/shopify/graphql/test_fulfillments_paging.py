"""An order of very many parcels is read whole, or not at all: a parcel that is not seen could be sent twice."""

from typing import Any

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql import fulfillments
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.fulfillment import OrderFulfillments
from tests.adapters.shopify.graphql.test_client import ACCESS

PAGE_SIZES = {"orderFulfillments": 50, "allOrderFulfillments": 250}
"""As many as each document asks for."""


def build_fulfillment(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/Fulfillment/{number}", "status": "SUCCESS", "trackingInfo": []}


def fetch_fulfillments(count: int) -> tuple[OrderFulfillments, list[str]]:
    """Read an order of so many parcels; gives the documents that were asked as well."""
    asked: list[str] = []

    def shopify(request: httpx.Request) -> httpx.Response:
        query = msgspec.json.decode(request.content)["query"]
        (name,) = [name for name in PAGE_SIZES if f"query {name}(" in query]
        asked.append(name)
        assert f"fulfillments(first: {PAGE_SIZES[name]})" in query
        page = {"nodes": [], "pageInfo": {"hasNextPage": False}}
        listed = [build_fulfillment(number) for number in range(min(count, PAGE_SIZES[name]))]
        return httpx.Response(200, json={"data": {"order": {"fulfillmentOrders": page, "fulfillments": listed}}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        return fulfillments.fetch_order_fulfillments(GraphQLClient(http, ShopEndpoints(), "2026-10"), ACCESS, 1), asked


@pytest.mark.parametrize("parcels", [0, 49])
def test_a_usual_order_is_read_at_once(parcels: int) -> None:
    order, asked = fetch_fulfillments(parcels)
    assert (len(order.fulfillments), asked) == (parcels, ["orderFulfillments"])


@pytest.mark.parametrize("parcels", [50, 51, 249])
def test_all_fulfillments_of_a_large_order_are_read(parcels: int) -> None:
    order, asked = fetch_fulfillments(parcels)
    assert (len(order.fulfillments), asked) == (parcels, ["orderFulfillments", "allOrderFulfillments"])


def test_an_order_with_too_many_fulfillments_to_read_is_refused() -> None:
    with pytest.raises(ShopifyRefused, match="250 or more fulfillments"):
        fetch_fulfillments(250)
