"""The column `shipment` of `shopify_fulfillment_pushes`."""

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine, Tracking


class TrackingDocument(Struct, frozen=True):
    number: str | None = None
    carrier: str | None = None
    url: str | None = None
    additional_numbers: tuple[str, ...] = ()


class ShipmentLineDocument(Struct, frozen=True):
    line_item_id: int
    quantity: int
    lot_id: int | None = None


class ShipmentDocument(Document, frozen=True):
    id: str
    order_id: str
    lines: tuple[ShipmentLineDocument, ...]
    tracking: TrackingDocument | None = None
    notify_customer: bool = True
    location_id: int | None = None
    cancelled: bool = False


_DECODER = msgspec.json.Decoder(ShipmentDocument)


def encode_shipment(shipment: Shipment) -> str:
    document = ShipmentDocument(
        id=shipment.id,
        order_id=shipment.order_id,
        lines=tuple(ShipmentLineDocument(line.line_item_id, line.quantity, line.lot_id) for line in shipment.lines),
        tracking=to_tracking_document(shipment.tracking),
        notify_customer=shipment.notify_customer,
        location_id=shipment.location_id,
        cancelled=shipment.cancelled,
    )
    return to_json(document)


def decode_shipment(text: str) -> Shipment:
    document = _DECODER.decode(text)
    return Shipment(
        id=document.id,
        order_id=document.order_id,
        lines=tuple(ShipmentLine(line.line_item_id, line.quantity, line.lot_id) for line in document.lines),
        tracking=to_tracking(document.tracking),
        notify_customer=document.notify_customer,
        location_id=document.location_id,
        cancelled=document.cancelled,
    )


def to_tracking_document(tracking: Tracking | None) -> TrackingDocument | None:
    if tracking is None:
        return None
    return TrackingDocument(tracking.number, tracking.carrier, tracking.url, tracking.additional_numbers)


def to_tracking(document: TrackingDocument | None) -> Tracking | None:
    if document is None:
        return None
    return Tracking(document.number, document.carrier, document.url, document.additional_numbers)
