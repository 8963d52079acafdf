"""An order of very many parcels is read whole, or not at all: a parcel that is not seen could be sent twice."""

from typing import Any

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify import fulfillments
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.fulfillment import OrderFulfillments
from tests.adapters.test_graphql import ACCESS

PAGE_OF = {"orderFulfillments": 50, "manyFulfillments": 250}
"""As many as each document asks for."""


def shipped(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/Fulfillment/{number}", "status": "SUCCESS", "trackingInfo": []}


def read(parcels: int) -> tuple[OrderFulfillments, list[str]]:
    """Read an order of so many parcels; gives the documents that were asked as well."""
    asked: list[str] = []

    def shopify(request: httpx.Request) -> httpx.Response:
        query = msgspec.json.decode(request.content)["query"]
        (name,) = [name for name in PAGE_OF if f"query {name}(" in query]
        asked.append(name)
        assert f"fulfillments(first: {PAGE_OF[name]})" in query
        page = {"nodes": [], "pageInfo": {"hasNextPage": False}}
        listed = [shipped(number) for number in range(min(parcels, PAGE_OF[name]))]
        return httpx.Response(200, json={"data": {"order": {"fulfillmentOrders": page, "fulfillments": listed}}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        return fulfillments.read(GraphQLClient(http, StoreAddresses(), "2026-10"), ACCESS, 1), asked


@pytest.mark.parametrize("parcels", [0, 49])
def test_a_usual_order_is_read_at_once(parcels: int) -> None:
    order, asked = read(parcels)
    assert (len(order.fulfillments), asked) == (parcels, ["orderFulfillments"])


@pytest.mark.parametrize("parcels", [50, 51, 249])
def test_of_an_order_with_many_parcels_all_are_read(parcels: int) -> None:
    order, asked = read(parcels)
    assert (len(order.fulfillments), asked) == (parcels, ["orderFulfillments", "manyFulfillments"])


def test_an_order_whose_parcels_may_not_all_be_seen_is_refused() -> None:
    with pytest.raises(ShopifyRefused, match="250 or more fulfillments"):
        read(250)
