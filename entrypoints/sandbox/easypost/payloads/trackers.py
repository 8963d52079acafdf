"""Trackers as JSON."""

import base64
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.model.tracker import Tracker

JsonObject = dict[str, Any]


def build_tracker(tracker: Tracker) -> JsonObject:
    """The whole object, as the API answers it."""
    details = [{**each, "est_delivery_date": None} for each in tracker.details]
    fee = {"object": "Fee", "type": "TrackerFee", "amount": "0.02000", "charged": tracker.mode != "test"}
    return {
        **build_nested_tracker(tracker),
        "tracking_details": details,
        "delivery_evidence": [],
        "finalized": not tracker.planned,
        "is_return": tracker.is_return,
        "fees": [] if tracker.shipment_id else [{**fee, "refunded": False}],
    }


def build_announced_tracker(tracker: Tracker) -> JsonObject:
    """The object inside an event, which has no fees."""
    return {key: value for key, value in build_tracker(tracker).items() if key != "fees"}


def build_nested_tracker(tracker: Tracker) -> JsonObject:
    """The object inside a shipment, which lacks some fields."""
    return {
        "id": tracker.id,
        "object": "Tracker",
        "mode": tracker.mode,
        "tracking_code": tracker.tracking_code,
        "status": tracker.status,
        "status_detail": tracker.status_detail,
        "created_at": format_time(tracker.created_at),
        "updated_at": format_time(tracker.updated_at),
        "signed_by": tracker.signed_by,
        "weight": None,
        "est_delivery_date": format_time(tracker.est_delivery_date) if tracker.est_delivery_date else None,
        "shipment_id": tracker.shipment_id,
        "carrier": tracker.carrier,
        "tracking_details": list(tracker.details),
        "fees": [],
        "carrier_detail": _build_carrier_detail(tracker) if tracker.details else None,
        "public_url": f"https://track.easypost.com/{base64.b64encode(f'v1:{tracker.id}'.encode()).decode()}",
    }


def _build_carrier_detail(tracker: Tracker) -> JsonObject:
    scans = [each["tracking_location"] for each in tracker.details]
    delivered = tracker.details[-1] if tracker.status == "delivered" else None
    return {
        "object": "CarrierDetail",
        "service": "First-Class Package Service",
        "container_type": None,
        "est_delivery_date_local": None,
        "est_delivery_time_local": None,
        "origin_location": "HOUSTON TX, 77001",
        "origin_tracking_location": scans[min(2, len(scans) - 1)],
        "destination_location": "CHARLESTON SC, 29401",
        "destination_tracking_location": delivered["tracking_location"] if delivered else None,
        "guaranteed_delivery_date": None,
        "alternate_identifier": None,
        "initial_delivery_attempt": delivered["datetime"] if delivered else None,
    }
