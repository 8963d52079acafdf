"""How a tracking is told to Shopify: pages belong to numbers by their position."""

import httpx
import msgspec
import pytest

from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql import fulfillments
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.domain.model.fulfillment import Tracking
from tests.adapters.shopify.graphql.test_client import ACCESS

TRACKING_URL = "https://follow.example/{number}"


@pytest.mark.parametrize(
    ("tracking", "told"),
    [
        (Tracking("A", "DHL"), {"number": "A", "company": "DHL"}),
        (Tracking("A", url="https://follow.example/all"), {"number": "A", "url": "https://follow.example/all"}),
        (Tracking("A/1", url=TRACKING_URL), {"number": "A/1", "url": "https://follow.example/A%2F1"}),
        (Tracking("A", "DHL", None, ("B",)), {"numbers": ["A", "B"], "company": "DHL"}),
        (
            Tracking("A", "Huber", TRACKING_URL, ("B",)),
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
def test_tracking_numbers_and_urls_are_sent_to_shopify(tracking: Tracking, told: dict[str, object]) -> None:
    sent: list[httpx.Request] = []

    def shopify(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"data": {"fulfillmentTrackingInfoUpdate": {"userErrors": []}}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        client = GraphQLClient(http, ShopEndpoints(), "2026-10")
        fulfillments.update_tracking(client, ACCESS, "gid://shopify/Fulfillment/1", tracking, notify_customer=False)
    assert msgspec.json.decode(sent[0].content)["variables"]["tracking"] == told
