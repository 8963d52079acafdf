"""Events and webhooks as JSON."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_millisecond_time, format_time
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import Delivery, Event, Webhook

JsonObject = dict[str, Any]


def build_event_body(event: Event) -> JsonObject:
    """The body of a webhook: only here, and in no answer of the API, is the object with it."""
    return {**build_listed_event(event), "result": event.result}


def build_listed_event(event: Event) -> JsonObject:
    return {
        **build_event(event),
        "created_at": format_millisecond_time(event.created_at),
        "updated_at": format_millisecond_time(event.updated_at),
    }


def build_event(event: Event) -> JsonObject:
    return {
        "description": event.description,
        "mode": event.mode,
        "previous_attributes": event.previous_attributes,
        "created_at": format_time(event.created_at),
        "pending_urls": list(event.pending_urls),
        "completed_urls": list(event.completed_urls),
        "updated_at": format_time(event.updated_at),
        "id": event.id,
        "user_id": event.user_id,
        "status": "pending" if event.pending_urls else "completed",
        "object": "Event",
    }


def build_payload(delivery: Delivery) -> JsonObject:
    """What `GET /events/:id/payloads` lists: one delivery with its last answer."""
    last = delivery.attempts[-1] if delivery.attempts else None
    return {
        "id": delivery.id,
        "object": "Payload",
        "created_at": format_time(delivery.created_at),
        "updated_at": format_time(last.attempted_at if last else delivery.created_at),
        "request_url": delivery.url,
        "request_headers": {"Content-Type": "application/json"},
        "request_body": delivery.body.decode(),
        "response_headers": {},
        "response_body": "",
        "response_code": last.status_code if last else None,
        "total_time": None,
    }


def build_webhook(webhook: Webhook, mode: str) -> JsonObject:
    """The secret is never returned."""
    return {
        "id": webhook.id,
        "object": "Webhook",
        "mode": mode,
        "url": webhook.url,
        "created_at": format_time(webhook.created_at),
        "disabled_at": format_time(webhook.disabled_at) if webhook.disabled_at else None,
        "custom_headers": list(webhook.custom_headers),
    }
