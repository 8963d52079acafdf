"""Webhook subscriptions made through the API."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from novex_shopify.entrypoints.sandbox.addresses import is_acceptable
from novex_shopify.entrypoints.sandbox.clock import later_than, utc_time, whole_second
from novex_shopify.entrypoints.sandbox.errors import UserMistakes
from novex_shopify.entrypoints.sandbox.graphql.access import Call, Info, Node
from novex_shopify.entrypoints.sandbox.graphql.connection import by_id, connection
from novex_shopify.entrypoints.sandbox.graphql.values import exactly
from novex_shopify.entrypoints.sandbox.graphql.versions import version_node
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Subscription, scopes_for

FIELD = "webhookSubscription"


def webhook_subscriptions(info: Info, *, topics: list[str] | None = None, uri: str | None = None, **page: Any) -> Node:
    found = [
        each
        for each in info.context.shop.subscriptions.values()
        if (not topics or each.topic in topics) and (uri is None or each.uri == uri)
    ]
    return connection(found, subscription_node, key=by_id, **page)


def webhook_subscriptions_count(info: Info) -> Node:
    return exactly(len(info.context.shop.subscriptions))


def webhook_subscription(info: Info, *, id: str) -> Node | None:
    found = info.context.shop.subscriptions.get(number_of("WebhookSubscription", id))
    return subscription_node(found) if found else None


def webhook_subscription_create(info: Info, *, topic: str, webhook_subscription: Node) -> Node:
    """Subscribe; payloads will be in the version of this request's address."""

    given = webhook_subscription

    def act(call: Call) -> Subscription:
        _check_topic(call, topic)
        uri = _checked_uri(call.shop, topic, given)
        now = whole_second(call.world.clock())
        made = Subscription(
            id=call.shop.ids.next(),
            topic=topic,
            uri=uri,
            name=given.get("name"),
            api_version=call.version,
            created_at=now,
            updated_at=now,
        )
        call.shop.subscriptions[made.id] = made
        return made

    return _answer(info, act)


def webhook_subscription_update(info: Info, *, id: str, webhook_subscription: Node) -> Node:
    """Change address or name; retries that already run keep going to the old address."""

    given = webhook_subscription

    def act(call: Call) -> Subscription:
        changed = _find(call.shop, id)
        if given.get("uri") not in (None, changed.uri):
            changed.uri = _checked_uri(call.shop, changed.topic, given)
        if "name" in given:
            changed.name = given["name"]
        changed.updated_at = later_than(changed.updated_at, call.world.clock())
        return changed

    return _answer(info, act)


def webhook_subscription_delete(info: Info, *, id: str) -> Node:
    shop = info.context.shop
    try:
        del shop.subscriptions[_find(shop, id).id]
    except UserMistakes as mistake:
        return {"deletedWebhookSubscriptionId": None, "userErrors": [_user_error(mistake)]}
    return {"deletedWebhookSubscriptionId": id, "userErrors": []}


def subscription_node(subscription: Subscription) -> Node:
    """Write a subscription as the WebhookSubscription type has it."""
    return {
        "id": gid("WebhookSubscription", subscription.id),
        "legacyResourceId": str(subscription.id),
        "topic": subscription.topic,
        "uri": subscription.uri,
        "format": "JSON",
        "filter": None,
        "includeFields": [],
        "metafieldNamespaces": [],
        "name": subscription.name,
        "apiVersion": version_node(subscription.api_version),
        "createdAt": utc_time(subscription.created_at),
        "updatedAt": utc_time(subscription.updated_at),
    }


def _answer(info: Info, act: Callable[[Call], Subscription]) -> Node:
    try:
        return {"webhookSubscription": subscription_node(act(info.context)), "userErrors": []}
    except UserMistakes as mistake:
        return {"webhookSubscription": None, "userErrors": [_user_error(mistake)]}


def _user_error(mistake: UserMistakes) -> Node:
    return {"field": list(mistake.field), "message": mistake.message}


def _find(shop: Shop, id: str) -> Subscription:
    found = shop.subscriptions.get(number_of("WebhookSubscription", id))
    if found is None:
        raise UserMistakes("Webhook subscription does not exist", "id")
    return found


def _check_topic(call: Call, topic: str) -> None:
    needed = scopes_for(topic)
    if needed and call.scopes.isdisjoint(needed):
        raise UserMistakes("You cannot create a webhook subscription with the specified topic", "topic")


def _checked_uri(shop: Shop, topic: str, given: Node) -> str:
    """Check the address: on https, or on http to this very machine, which real Shopify could not reach."""
    uri = str(given.get("uri") or "")
    parts = urlsplit(uri)
    if given.get("format") == "XML":
        raise UserMistakes("The sandbox sends JSON only", FIELD, "format")
    if not parts.hostname:
        raise UserMistakes("Address is invalid", FIELD, "uri")
    if not is_acceptable(uri):
        raise UserMistakes(f"Address protocol {parts.scheme}:// is not supported", FIELD, "uri")
    if any(each.topic == topic and each.uri == uri for each in shop.subscriptions.values()):
        raise UserMistakes("Address for this topic has already been taken", FIELD, "uri")
    return uri
