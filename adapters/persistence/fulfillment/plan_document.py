"""The column `plan` of `shopify_fulfillment_pushes`."""

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.fulfillment.shipment_document import (
    TrackingDocument,
    to_tracking,
    to_tracking_document,
)
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentRequest,
    PlannedFulfillment,
)


class AllocatedLineDocument(Struct, frozen=True):
    fulfillment_order_id: str
    fulfillment_order_line_id: str
    line_item_id: int
    quantity: int


class FulfillmentRequestDocument(Struct, frozen=True):
    lines: tuple[AllocatedLineDocument, ...]
    tracking: TrackingDocument | None
    notify_customer: bool
    delivery_method: DeliveryMethod


class PlannedFulfillmentDocument(Struct, frozen=True):
    request: FulfillmentRequestDocument
    fulfillment_id: str | None
    cancelled: bool


class PlanDocument(Document, frozen=True):
    fulfillments: tuple[PlannedFulfillmentDocument, ...]
    known_fulfillment_ids: tuple[str, ...]


_DECODER = msgspec.json.Decoder(PlanDocument)


def encode_plan(plan: FulfillmentPlan) -> str:
    fulfillments = tuple(
        PlannedFulfillmentDocument(_to_request_document(each.request), each.fulfillment_id, each.cancelled)
        for each in plan.fulfillments
    )
    return to_json(PlanDocument(fulfillments, tuple(sorted(plan.known_fulfillment_ids))))


def decode_plan(text: str) -> FulfillmentPlan:
    document = _DECODER.decode(text)
    fulfillments = tuple(
        PlannedFulfillment(_to_request(each.request), each.fulfillment_id, each.cancelled)
        for each in document.fulfillments
    )
    return FulfillmentPlan(fulfillments, frozenset(document.known_fulfillment_ids))


def _to_request_document(request: FulfillmentRequest) -> FulfillmentRequestDocument:
    lines = tuple(
        AllocatedLineDocument(
            line.fulfillment_order_id, line.fulfillment_order_line_id, line.line_item_id, line.quantity
        )
        for line in request.lines
    )
    return FulfillmentRequestDocument(
        lines, to_tracking_document(request.tracking), request.notify_customer, request.delivery_method
    )


def _to_request(document: FulfillmentRequestDocument) -> FulfillmentRequest:
    lines = tuple(
        AllocatedLine(line.fulfillment_order_id, line.fulfillment_order_line_id, line.line_item_id, line.quantity)
        for line in document.lines
    )
    return FulfillmentRequest(lines, to_tracking(document.tracking), document.notify_customer, document.delivery_method)
