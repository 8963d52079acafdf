"""Webhooks and the events that they get."""

from typing import Any
from urllib.parse import urlsplit

from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError, build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import Event, Webhook
from novex_shopify.entrypoints.sandbox.easypost.pages import build_page
from novex_shopify.entrypoints.sandbox.easypost.payloads.events import (
    build_event,
    build_listed_event,
    build_payload,
    build_webhook,
)

JsonObject = dict[str, Any]

MAX_CUSTOM_HEADERS = 3
PAYLOAD_NOT_FOUND = EasyPostError(404, "PAYLOAD.NOT_FOUND", "The payload(s) could not be found.")


async def create_webhook(call: Call) -> JsonObject:
    fields = call.fields.get("webhook") or {}
    if not fields.get("url"):
        raise build_missing_parameter("url")
    webhook = Webhook(
        id=create_id("hook"),
        url=_check_url(fields["url"]),
        secret=fields.get("webhook_secret"),
        custom_headers=_check_headers(fields.get("custom_headers") or []),
        created_at=call.state.clock(),
    )
    call.account.webhooks[webhook.id] = webhook
    return build_webhook(webhook, call.account.mode)


async def get_webhook(call: Call) -> JsonObject:
    return build_webhook(call.account.get_webhook(call.resource_id), call.account.mode)


async def get_webhooks(call: Call) -> JsonObject:
    """All of them, without pages."""
    return {"webhooks": [build_webhook(each, call.account.mode) for each in call.account.webhooks.values()]}


async def update_webhook(call: Call) -> JsonObject:
    """Change what the request names, which is not wrapped, and enable the webhook again."""
    webhook, fields = call.account.get_webhook(call.resource_id), call.fields
    if "url" in fields:
        webhook.url = _check_url(fields["url"])
    if "webhook_secret" in fields:
        webhook.secret = fields["webhook_secret"]
    if "custom_headers" in fields:
        webhook.custom_headers = _check_headers(fields["custom_headers"])
    webhook.disabled_at, webhook.recent_failures = None, 0
    return build_webhook(webhook, call.account.mode)


async def delete_webhook(call: Call) -> JsonObject:
    del call.account.webhooks[call.account.get_webhook(call.resource_id).id]
    return {}


async def list_events(call: Call) -> JsonObject:
    return build_page(call, "events", [build_listed_event(each) for each in call.account.events.values()])


async def get_event(call: Call) -> JsonObject:
    """Without the object that the event is about."""
    return build_event(call.account.get_event(call.resource_id))


async def get_payloads(call: Call) -> JsonObject:
    event = _find_event_of_payload(call)
    found = [each for each in call.account.deliveries.values() if each.event is event]
    return {"payloads": [build_payload(each) for each in found]}


async def get_payload(call: Call) -> JsonObject:
    event = _find_event_of_payload(call)
    delivery = call.account.deliveries.get(call.request.path_params["payload"])
    if delivery is None or delivery.event is not event:
        raise PAYLOAD_NOT_FOUND
    return build_payload(delivery)


def _find_event_of_payload(call: Call) -> Event:
    if call.resource_id not in call.account.events:
        raise PAYLOAD_NOT_FOUND
    return call.account.events[call.resource_id]


def _check_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise build_invalid("WEBHOOK.INVALID", f"'{url}' is not a URL.")
    return url


def _check_headers(headers: list[JsonObject]) -> list[JsonObject]:
    if len(headers) > MAX_CUSTOM_HEADERS:
        raise build_invalid("WEBHOOK.INVALID", f"A webhook has at most {MAX_CUSTOM_HEADERS} custom headers.")
    if any(each["name"].lower().startswith("x-easypost-") for each in headers):
        raise build_invalid("WEBHOOK.INVALID", "Custom headers must not begin with X-EasyPost-.")
    return headers


routes = [
    build_route("POST", "/webhooks", create_webhook, 201),
    build_route("GET", "/webhooks", get_webhooks),
    build_route("GET", "/webhooks/{id}", get_webhook),
    build_route("PATCH", "/webhooks/{id}", update_webhook, 201),
    build_route("DELETE", "/webhooks/{id}", delete_webhook),
    build_route("GET", "/events", list_events),
    build_route("GET", "/events/{id}", get_event),
    build_route("GET", "/events/{id}/payloads", get_payloads),
    build_route("GET", "/events/{id}/payloads/{payload}", get_payload),
]
