"""The column `details` of `shipping_trackers`."""

from datetime import datetime

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus


class ScanDocument(Struct, frozen=True):
    at: datetime
    status: TrackerStatus
    text: str
    detail: str | None
    place: str | None


class TrackerDocument(Document, frozen=True):
    detail: str | None
    provider_shipment_id: str | None
    signed_by: str | None
    estimated_delivery: datetime | None
    public_url: str | None
    scans: tuple[ScanDocument, ...]
    is_erased: bool = False


_DECODER = msgspec.json.Decoder(TrackerDocument)


def encode_tracker(tracker: Tracker) -> str:
    scans = tuple(ScanDocument(each.at, each.status, each.text, each.detail, each.place) for each in tracker.scans)
    return to_json(
        TrackerDocument(
            detail=tracker.detail,
            provider_shipment_id=tracker.shipment_id,
            signed_by=tracker.signed_by,
            estimated_delivery=tracker.estimated_delivery,
            public_url=tracker.public_url,
            scans=scans,
            is_erased=tracker.is_erased,
        )
    )


def decode_tracker(text: str) -> TrackerDocument:
    return _DECODER.decode(text)


def to_scans(document: TrackerDocument) -> tuple[TrackerScan, ...]:
    return tuple(TrackerScan(each.at, each.status, each.text, each.detail, each.place) for each in document.scans)
