"""Tracking numbers and URLs as they are sent to Shopify, which matches them by position."""

import pytest

from novex_shopify.adapters.shopify.graphql import fulfillments
from novex_shopify.domain.model.fulfillment import Tracking
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, connect

TRACKING_URL = "https://follow.example/{number}"


@pytest.mark.parametrize(
    ("tracking", "sent"),
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
    ids=["number", "url", "url with the number", "numbers", "a url for each number", "one url for all"],
)
def test_tracking_numbers_and_urls_are_sent_to_shopify(tracking: Tracking, sent: dict[str, object]) -> None:
    shopify = FakeShopify(fulfillmentTrackingInfoUpdate=[{"fulfillmentTrackingInfoUpdate": {"userErrors": []}}])
    with connect(shopify) as client:
        fulfillments.update_tracking(client, ACCESS, "gid://shopify/Fulfillment/1", tracking, notify_customer=False)
    ((_, variables),) = shopify.requests
    assert variables["tracking"] == sent
