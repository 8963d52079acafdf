"""The fulfillment orders that were read for a `fulfillment_orders/*` event, on their way to the handler."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState


class FulfillmentOrderDocument(Struct, frozen=True):
    id: str
    order_id: int
    status: str
    updated_at: datetime
    location: str
    fulfill_by: datetime | None
    fulfill_at: datetime | None
    holds: tuple[str, ...]
    moved: bool
    is_third_party: bool


class FulfillmentOrdersDocument(Struct, frozen=True):
    fulfillment_orders: tuple[FulfillmentOrderDocument, ...]


def encode_fulfillment_orders(states: Sequence[FulfillmentOrderState]) -> bytes:
    documents = [msgspec.convert(state, FulfillmentOrderDocument, from_attributes=True) for state in states]
    return msgspec.json.encode(FulfillmentOrdersDocument(tuple(documents)))


def decode_fulfillment_orders(body: bytes) -> Sequence[FulfillmentOrderState]:
    """Raises `UnreadablePayload`."""
    documents = decode_payload(body, FulfillmentOrdersDocument).fulfillment_orders
    return [msgspec.convert(each, FulfillmentOrderState, from_attributes=True) for each in documents]
