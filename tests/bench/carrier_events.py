"""Trackers of a typical size (4 KB), and the requests that deliver them as EasyPost does."""

import json
from itertools import count
from random import randrange
from typing import Any

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import sign_carrier_webhook

SECRET = Secret("bench-webhook-secret")
SCANS = 8

_numbers = count(randrange(10**12))  # different in each process


def build_requests(amount: int) -> list[bytes]:
    """Build whole HTTP requests, each signed and with a new event id, of a tracker of its own."""
    return [_build_request(_build_body(next(_numbers))) for _ in range(amount)]


def _build_request(body: bytes) -> bytes:
    head = (
        "POST /webhooks/easypost HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"X-Hmac-Signature: {sign_carrier_webhook(SECRET, body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _build_body(number: int) -> bytes:
    code, moment = f"94001{number:017}", "2026-11-23T12:00:00Z"
    tracker = {
        "id": f"trk_{number:032}",
        "object": "Tracker",
        "mode": "test",
        "tracking_code": code,
        "status": "in_transit",
        "status_detail": "arrived_at_facility",
        "created_at": moment,
        "updated_at": moment,
        "signed_by": None,
        "weight": 32.0,
        "est_delivery_date": moment,
        "shipment_id": f"shp_{number:032}",
        "carrier": "USPS",
        "tracking_details": [_build_scan(each) for each in range(SCANS)],
        "public_url": f"https://track.easypost.com/{number:048}",
        "fees": [],
    }
    event = {
        "id": f"evt_{number:032}",
        "object": "Event",
        "description": "tracker.updated",
        "mode": "test",
        "previous_attributes": {"status": "pre_transit"},
        "created_at": "2026-11-23T12:00:00.000Z",
        "result": tracker,
        "pending_urls": ["https://bench.example/webhooks/easypost"],
        "completed_urls": [],
        "user_id": "user_0123456789abcdef0123456789abcdef",
    }
    return json.dumps(event).encode()


def _build_scan(number: int) -> dict[str, Any]:
    place = {"object": "TrackingLocation", "city": "CHARLESTON", "state": "SC", "country": None, "zip": "29407"}
    return {
        "object": "TrackingDetail",
        "message": "Arrived at USPS Facility",
        "description": None,
        "status": "in_transit",
        "status_detail": "arrived_at_facility",
        "datetime": f"2026-11-2{number % 4}T0{number % 10}:00:00Z",
        "source": "USPS",
        "carrier_code": None,
        "tracking_location": place,
    }
