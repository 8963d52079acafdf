"""Fetches, creates and deletes this app's webhook subscriptions of a shop."""

from collections.abc import Sequence

import msgspec

from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.errors import check_user_errors
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, UserError
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model import webhook_subscription as domain
from novex_shopify.domain.model.shop import ShopAccess


class ApiVersion(GraphQLStruct):
    handle: str


class WebhookSubscription(GraphQLStruct):
    id: str
    topic: str
    uri: str
    api_version: ApiVersion


class WebhookSubscriptionsResponse(GraphQLStruct):
    """`webhookSubscriptions`."""

    webhook_subscriptions: Connection[WebhookSubscription]


class WebhookSubscriptionPayload(GraphQLStruct):
    webhook_subscription: WebhookSubscription | None = None
    user_errors: list[UserError] = msgspec.field(default_factory=list)


class WebhookSubscriptionCreateResponse(GraphQLStruct):
    """`webhookSubscriptionCreate`."""

    webhook_subscription_create: WebhookSubscriptionPayload


class WebhookSubscriptionDeleteResponse(GraphQLStruct):
    """`webhookSubscriptionDelete`."""

    webhook_subscription_delete: WebhookSubscriptionPayload


def fetch_webhook_subscriptions(client: GraphQLClient, access: ShopAccess) -> Sequence[domain.WebhookSubscription]:
    def fetch_page(cursor: str | None) -> Connection[WebhookSubscription]:
        response = client.execute(access, "webhookSubscriptions", WebhookSubscriptionsResponse, after=cursor)
        return response.webhook_subscriptions

    pages = fetch_pages(fetch_page, lambda page: page)
    return [_map_subscription(node) for page in pages for node in page.nodes]


def create_webhook_subscription(
    client: GraphQLClient, access: ShopAccess, topic: str, uri: str
) -> domain.WebhookSubscription:
    created = client.execute(
        access, "webhookSubscriptionCreate", WebhookSubscriptionCreateResponse, topic=topic, uri=uri
    ).webhook_subscription_create
    check_user_errors(f"the subscription to {topic}", created.user_errors)
    if created.webhook_subscription is None:
        raise ShopifyUnavailable(f"Shopify returned neither a subscription to {topic} nor an error.")
    return _map_subscription(created.webhook_subscription)


def delete_webhook_subscription(client: GraphQLClient, access: ShopAccess, subscription_id: str) -> None:
    deleted = client.execute(
        access, "webhookSubscriptionDelete", WebhookSubscriptionDeleteResponse, id=subscription_id
    ).webhook_subscription_delete
    check_user_errors("webhookSubscriptionDelete", deleted.user_errors)


def _map_subscription(node: WebhookSubscription) -> domain.WebhookSubscription:
    return domain.WebhookSubscription(node.id, node.topic, node.uri, node.api_version.handle)
