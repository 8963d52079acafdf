"""Responses of the control API."""

import json
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_millisecond_time
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import Delivery
from novex_shopify.entrypoints.sandbox.easypost.payloads.events import build_webhook

JsonObject = dict[str, Any]


def serialize_account(account: Account) -> JsonObject:
    """`postages` is what was sold, each with its shipment; `carrier_labels` what only the carrier knows of."""
    bought = [each for each in account.shipments.values() if each.selected_rate]
    return {
        "mode": account.mode,
        "key_is_active": account.key_is_active,
        "call_counts": dict(account.call_counts),
        "postages": [
            {
                "shipment_id": each.id,
                "reference": each.reference,
                "tracking_code": each.tracking_code,
                "carrier": each.selected_rate.carrier,
                "amount": f"{each.selected_rate.amount:.2f}",
                "refund_status": each.refund_status,
            }
            for each in bought
            if each.selected_rate
        ],
        "carrier_labels": list(account.carrier_labels),
        "carrier_accounts": [
            {"id": each.id, "carrier": each.carrier.name} for each in account.carrier_accounts.values()
        ],
        "trackers": [
            {"id": each.id, "tracking_code": each.tracking_code, "status": each.status}
            for each in account.trackers.values()
        ],
        "webhooks": [build_webhook(each, account.mode) for each in account.webhooks.values()],
        "counts": {
            "shipments": len(account.shipments),
            "events": len(account.events),
            "deliveries": len(account.deliveries),
        },
    }


def serialize_delivery(delivery: Delivery) -> JsonObject:
    return {
        "id": delivery.id,
        "event_id": delivery.event.id,
        "description": delivery.event.description,
        "url": delivery.url,
        "created_at": format_millisecond_time(delivery.created_at),
        "state": str(delivery.state),
        "attempts": [
            {
                "attempted_at": format_millisecond_time(attempt.attempted_at),
                "status_code": attempt.status_code,
                "error": attempt.error,
            }
            for attempt in delivery.attempts
        ],
        "body": json.loads(delivery.body),
    }
