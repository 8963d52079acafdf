"""How a tracking is told to Shopify: pages belong to numbers by their position."""

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify import fulfillments
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.domain.model.fulfillment import Tracking
from tests.adapters.test_graphql import ACCESS

PAGE = "https://follow.example/{number}"


@pytest.mark.parametrize(
    ("tracking", "told"),
    [
        (Tracking("A", "DHL"), {"number": "A", "company": "DHL"}),
        (Tracking("A", url="https://follow.example/all"), {"number": "A", "url": "https://follow.example/all"}),
        (Tracking("A/1", url=PAGE), {"number": "A/1", "url": "https://follow.example/A%2F1"}),
        (Tracking("A", "DHL", None, ("B",)), {"numbers": ["A", "B"], "company": "DHL"}),
        (
            Tracking("A", "Huber", PAGE, ("B",)),
            {
                "numbers": ["A", "B"],
                "company": "Huber",
                "urls": ["https://follow.example/A", "https://follow.example/B"],
            },
        ),
        (
            Tracking("A", "Huber", "https://follow.example/all", ("B",)),
            {"numbers": ["A", "B"], "company": "Huber", "urls": ["https://follow.example/all"]},
        ),
    ],
    ids=["number", "page", "page made of the number", "numbers", "a page for each number", "one page for all"],
)
def test_shopify_is_told_of_numbers_and_their_pages(tracking: Tracking, told: dict[str, object]) -> None:
    sent: list[httpx.Request] = []

    def shopify(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"data": {"fulfillmentTrackingInfoUpdate": {"userErrors": []}}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        client = GraphQLClient(http, StoreAddresses(), "2026-10")
        fulfillments.update_tracking(client, ACCESS, "gid://shopify/Fulfillment/1", tracking, notify_customer=False)
    assert msgspec.json.decode(sent[0].content)["variables"]["tracking"] == told
