"""Messages for programs, signed as Standard Webhooks says (https://www.standardwebhooks.com)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from novex_shopify.domain.model.channel_message import ChannelMessage
from novex_shopify.domain.model.notification import NotificationEntry
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import sign_standard_webhook

EVENT_TYPE = "issues.notified"


def build_webhook_body(message: ChannelMessage) -> bytes:
    """The same bytes at each try."""
    document = {
        "type": EVENT_TYPE,
        "timestamp": _format(message.created_at),
        "data": {
            "title": message.title,
            "entries": [_serialize(each, message.app_url) for each in message.entries],
            "omitted": message.omitted,
            "url": message.url,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def build_webhook_headers(secret: Secret, message_id: str, body: bytes, now: datetime) -> Mapping[str, str]:
    sent_at = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": sign_standard_webhook(secret, message_id, sent_at, body),
    }


def _serialize(entry: NotificationEntry, app_url: str) -> Mapping[str, Any]:
    return {
        "event": entry.event,
        "issue_id": str(entry.issue_id) if entry.issue_id else None,
        "kind": entry.kind or None,
        "severity": entry.severity or None,
        "title": entry.title,
        "detail": entry.detail or None,
        "shop": entry.shop,
        "orders": entry.orders,
        "since": _format(entry.since) if entry.since else None,
        "ended_at": _format(entry.ended_at) if entry.ended_at else None,
        "url": f"{app_url}{entry.page}",
    }


def _format(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
