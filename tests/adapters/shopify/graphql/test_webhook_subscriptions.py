"""Webhook subscriptions over GraphQL."""

from typing import Any

import pytest

from novex_shopify.adapters.shopify.graphql import webhook_subscriptions
from novex_shopify.domain.errors import ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, build_page, connect

URI = "https://erp.example.com/webhooks"


def build_subscription(number: int, topic: str) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/WebhookSubscription/{number}",
        "topic": topic,
        "uri": URI,
        "apiVersion": {"handle": "2026-10"},
    }


def test_further_pages_of_subscriptions_are_read() -> None:
    pages = [
        build_page(build_subscription(1, "ORDERS_CREATE"), next_cursor="next"),
        build_page(build_subscription(2, "ORDERS_UPDATED")),
    ]
    shopify = FakeShopify(webhookSubscriptions=[{"webhookSubscriptions": page} for page in pages])
    with connect(shopify) as client:
        found = webhook_subscriptions.fetch_webhook_subscriptions(client, ACCESS)
    assert found == [
        WebhookSubscription("gid://shopify/WebhookSubscription/1", "ORDERS_CREATE", URI, "2026-10"),
        WebhookSubscription("gid://shopify/WebhookSubscription/2", "ORDERS_UPDATED", URI, "2026-10"),
    ]
    assert [variables["after"] for _, variables in shopify.requests] == [None, "next"]


def test_a_declined_subscription_has_shopifys_message() -> None:
    declined = {"userErrors": [{"message": "Address is invalid", "field": ["uri"]}]}
    shopify = FakeShopify(webhookSubscriptionCreate=[{"webhookSubscriptionCreate": declined}])
    with connect(shopify) as client, pytest.raises(ShopifyRefused, match=r"ORDERS_CREATE: Address is invalid"):
        webhook_subscriptions.create_webhook_subscription(client, ACCESS, "ORDERS_CREATE", URI)


def test_a_response_without_a_subscription_and_without_an_error_is_retried() -> None:
    shopify = FakeShopify(webhookSubscriptionCreate=[{"webhookSubscriptionCreate": {"userErrors": []}}])
    with connect(shopify) as client, pytest.raises(ShopifyUnavailable):
        webhook_subscriptions.create_webhook_subscription(client, ACCESS, "ORDERS_CREATE", URI)


def test_a_declined_deletion_has_shopifys_message() -> None:
    declined = {"userErrors": [{"message": "Not found"}]}
    shopify = FakeShopify(webhookSubscriptionDelete=[{"webhookSubscriptionDelete": declined}])
    with connect(shopify) as client, pytest.raises(ShopifyRefused, match="Not found"):
        webhook_subscriptions.delete_webhook_subscription(client, ACCESS, "gid://shopify/WebhookSubscription/1")
