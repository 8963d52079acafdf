"""Shipments as JSON."""

from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import Fee, PostageLabel, Rate, Shipment
from novex_shopify.entrypoints.sandbox.easypost.payloads.trackers import build_nested_tracker

JsonObject = dict[str, Any]

FILE_TYPES = {"PNG": "image/png", "PDF": "application/pdf", "ZPL": "application/zpl", "EPL2": "application/epl2"}
UNTIL_SCANNED = frozenset(("unknown", "pre_transit"))


def build_shipment(shipment: Shipment) -> JsonObject:
    tracker, rate = shipment.tracker, shipment.selected_rate
    return {
        "id": shipment.id,
        "created_at": format_time(shipment.created_at),
        "is_return": shipment.is_return,
        "messages": list(shipment.messages),
        "mode": shipment.mode,
        "options": shipment.options,
        "reference": shipment.reference,
        "status": tracker.status if tracker and tracker.status not in UNTIL_SCANNED else "unknown",
        "tracking_code": shipment.tracking_code,
        "updated_at": format_time(shipment.updated_at),
        "batch_id": shipment.batch_id,
        "batch_status": shipment.batch_status,
        "batch_message": shipment.batch_message,
        "customs_info": shipment.customs_info,
        "from_address": shipment.from_address,
        "insurance": f"{shipment.insurance:.2f}" if shipment.insurance else None,
        "order_id": None,
        "parcel": shipment.parcel,
        "postage_label": build_label(shipment.label) if shipment.label else None,
        "rates": [build_rate(each, shipment.mode) for each in shipment.rates],
        "refund_status": shipment.refund_status,
        "scan_form": shipment.scan_form,
        "selected_rate": build_rate(rate, shipment.mode) if rate else None,
        "tracker": build_nested_tracker(tracker) if tracker else None,
        "to_address": shipment.to_address,
        "usps_zone": shipment.usps_zone,
        "return_address": shipment.return_address,
        "buyer_address": shipment.buyer_address,
        "forms": list(shipment.forms),
        "fees": [_build_fee(each) for each in shipment.fees],
        "object": "Shipment",
    }


def build_rate(rate: Rate, mode: str) -> JsonObject:
    """Money is text with two decimals."""
    return {
        "id": rate.id,
        "object": "Rate",
        "created_at": format_time(rate.created_at),
        "updated_at": format_time(rate.created_at),
        "mode": mode,
        "service": rate.service,
        "carrier": rate.carrier,
        "rate": f"{rate.amount:.2f}",
        "currency": "USD",
        "retail_rate": f"{rate.retail_amount:.2f}",
        "retail_currency": "USD",
        "list_rate": f"{rate.list_amount:.2f}",
        "list_currency": "USD",
        "billing_type": rate.billing_type,
        "delivery_days": rate.days,
        "delivery_date": rate.delivery_date,
        "delivery_date_guaranteed": rate.delivery_date is not None and rate.days == 1,
        "est_delivery_days": rate.days,
        "shipment_id": rate.shipment_id,
        "carrier_account_id": rate.carrier_account_id,
    }


def build_smart_rate(rate: Rate, mode: str) -> JsonObject:
    """Here, and only here, money is a number. The percentiles are days in transit."""
    built = build_rate(rate, mode)
    del built["billing_type"]
    percentiles = {50: 0, 75: 0, 85: 1, 90: 1, 95: 2, 97: 3, 99: 5}
    return {
        **built,
        **{name: float(Decimal(built[name])) for name in ("rate", "list_rate", "retail_rate")},
        "time_in_transit": {f"percentile_{share}": rate.days + late for share, late in percentiles.items()},
    }


def build_label(label: PostageLabel) -> JsonObject:
    """`label_url` is the file in the format in which the label was bought."""
    return {
        "object": "PostageLabel",
        "id": label.id,
        "created_at": format_time(label.created_at),
        "updated_at": format_time(label.updated_at),
        "date_advance": 0,
        "integrated_form": "none",
        "label_date": format_time(label.label_date),
        "label_resolution": 203 if label.file_format == "ZPL" else 300,
        "label_size": label.size,
        "label_type": "default",
        "label_file_type": FILE_TYPES[label.file_format],
        "label_url": label.urls[label.file_format],
        "label_pdf_url": label.urls.get("PDF"),
        "label_zpl_url": label.urls.get("ZPL"),
        "label_epl2_url": label.urls.get("EPL2"),
        "label_file": None,
    }


def _build_fee(fee: Fee) -> JsonObject:
    return {
        "object": "Fee",
        "type": fee.type,
        "amount": f"{fee.amount:.5f}",
        "charged": fee.charged,
        "refunded": fee.refunded,
    }
