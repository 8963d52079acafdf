"""Batches as JSON."""

from collections import Counter
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.model.batch import Batch

STATUSES = ("created", "queued_for_purchase", "creation_failed", "postage_purchased", "postage_purchase_failed")


def build_batch(batch: Batch) -> dict[str, Any]:
    counts = Counter(each.batch_status for each in batch.shipments)
    return {
        "id": batch.id,
        "object": "Batch",
        "mode": batch.mode,
        "state": batch.state,
        "num_shipments": len(batch.shipments),
        "reference": batch.reference,
        "created_at": format_time(batch.created_at),
        "updated_at": format_time(batch.updated_at),
        "scan_form": batch.scan_form,
        "shipments": [
            {
                "batch_status": each.batch_status,
                "batch_message": each.batch_message,
                "reference": each.reference,
                "tracking_code": each.tracking_code,
                "id": each.id,
            }
            for each in batch.shipments
        ],
        "status": {status: counts[status] for status in STATUSES},
        "pickup": None,
        "label_url": batch.label_url,
    }
