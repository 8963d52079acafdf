"""Resolvers of webhook subscriptions."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp, format_utc_time, truncate_to_second
from novex_shopify.entrypoints.sandbox.errors import UserError
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, RequestContext
from novex_shopify.entrypoints.sandbox.graphql.values import build_count_node
from novex_shopify.entrypoints.sandbox.graphql.versions import build_version_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import Subscription, get_required_scopes
from novex_shopify.entrypoints.sandbox.url_rules import is_allowed_url

INPUT_FIELD = "webhookSubscription"


def resolve_webhook_subscriptions(
    info: Info, *, topics: list[str] | None = None, uri: str | None = None, **page: Any
) -> Node:
    found = [
        each
        for each in info.context.shop.subscriptions.values()
        if (not topics or each.topic in topics) and (uri is None or each.uri == uri)
    ]
    return build_connection(found, build_subscription_node, key=by_id, **page)


def resolve_webhook_subscriptions_count(info: Info) -> Node:
    return build_count_node(len(info.context.shop.subscriptions))


def resolve_webhook_subscription(info: Info, *, id: str) -> Node | None:
    found = info.context.shop.subscriptions.get(parse_gid("WebhookSubscription", id))
    return build_subscription_node(found) if found else None


def resolve_webhook_subscription_create(info: Info, *, topic: str, webhook_subscription: Node) -> Node:
    """Subscribe; payloads have the API version of this request."""

    subscription_input = webhook_subscription

    def execute(context: RequestContext) -> Subscription:
        _check_topic(context, topic)
        uri = _validate_uri(context.shop, topic, subscription_input)
        now = truncate_to_second(context.state.clock())
        subscription = Subscription(
            id=context.shop.ids.next_id(),
            topic=topic,
            uri=uri,
            name=subscription_input.get("name"),
            api_version=context.api_version,
            created_at=now,
            updated_at=now,
        )
        context.shop.subscriptions[subscription.id] = subscription
        return subscription

    return _run_mutation(info, execute)


def resolve_webhook_subscription_update(info: Info, *, id: str, webhook_subscription: Node) -> Node:
    """Change URL or name; retries that are running keep the old URL."""

    subscription_input = webhook_subscription

    def execute(context: RequestContext) -> Subscription:
        subscription = _get_subscription(context.shop, id)
        if subscription_input.get("uri") not in (None, subscription.uri):
            subscription.uri = _validate_uri(context.shop, subscription.topic, subscription_input)
        if "name" in subscription_input:
            subscription.name = subscription_input["name"]
        subscription.updated_at = compute_next_timestamp(subscription.updated_at, context.state.clock())
        return subscription

    return _run_mutation(info, execute)


def resolve_webhook_subscription_delete(info: Info, *, id: str) -> Node:
    shop = info.context.shop
    try:
        del shop.subscriptions[_get_subscription(shop, id).id]
    except UserError as mistake:
        return {"deletedWebhookSubscriptionId": None, "userErrors": [_build_user_error(mistake)]}
    return {"deletedWebhookSubscriptionId": id, "userErrors": []}


def build_subscription_node(subscription: Subscription) -> Node:
    return {
        "id": build_gid("WebhookSubscription", subscription.id),
        "legacyResourceId": str(subscription.id),
        "topic": subscription.topic,
        "uri": subscription.uri,
        "format": "JSON",
        "filter": None,
        "includeFields": [],
        "metafieldNamespaces": [],
        "name": subscription.name,
        "apiVersion": build_version_node(subscription.api_version),
        "createdAt": format_utc_time(subscription.created_at),
        "updatedAt": format_utc_time(subscription.updated_at),
    }


def _run_mutation(info: Info, execute: Callable[[RequestContext], Subscription]) -> Node:
    try:
        return {"webhookSubscription": build_subscription_node(execute(info.context)), "userErrors": []}
    except UserError as mistake:
        return {"webhookSubscription": None, "userErrors": [_build_user_error(mistake)]}


def _build_user_error(error: UserError) -> Node:
    return {"field": list(error.field), "message": error.message}


def _get_subscription(shop: Shop, id: str) -> Subscription:
    found = shop.subscriptions.get(parse_gid("WebhookSubscription", id))
    if found is None:
        raise UserError("Webhook subscription does not exist", "id")
    return found


def _check_topic(context: RequestContext, topic: str) -> None:
    needed = get_required_scopes(topic)
    if needed and context.scopes.isdisjoint(needed):
        raise UserError("You cannot create a webhook subscription with the specified topic", "topic")


def _validate_uri(shop: Shop, topic: str, subscription_input: Node) -> str:
    """Allow https, and http to a loopback host, which the real Shopify could not reach."""
    uri = str(subscription_input.get("uri") or "")
    parts = urlsplit(uri)
    if subscription_input.get("format") == "XML":
        raise UserError("The sandbox sends JSON only", INPUT_FIELD, "format")
    if not parts.hostname:
        raise UserError("Address is invalid", INPUT_FIELD, "uri")
    if not is_allowed_url(uri):
        raise UserError(f"Address protocol {parts.scheme}:// is not supported", INPUT_FIELD, "uri")
    if any(each.topic == topic and each.uri == uri for each in shop.subscriptions.values()):
        raise UserError("Address for this topic has already been taken", INPUT_FIELD, "uri")
    return uri
