"""The returns of a stored order, and one that was read for a `returns/*` event, on its way to the handler."""

from datetime import datetime

import msgspec
from msgspec import Struct

from novex_shopify.adapters.shopify.webhooks.money_document import MoneyDocument
from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload
from novex_shopify.domain.model.order_return import Return


class ReturnLineDocument(Struct, frozen=True, kw_only=True):
    id: int
    line_item_id: int | None
    quantity: int
    processed_quantity: int
    refunded_quantity: int
    reason: str | None
    note: str | None = None
    customer_note: str | None = None
    restocking_fee: MoneyDocument | None


class ExchangeLineDocument(Struct, frozen=True):
    id: int
    quantity: int
    processed_quantity: int
    variant_id: int | None
    sku: str | None
    title: str | None
    line_item_ids: tuple[int, ...]


class ReturnDocument(Struct, frozen=True, kw_only=True):
    id: int
    order_id: int
    name: str
    status: str
    created_at: datetime
    read_at: datetime
    closed_at: datetime | None
    lines: tuple[ReturnLineDocument, ...]
    exchange_lines: tuple[ExchangeLineDocument, ...]
    shipping_fees: tuple[MoneyDocument, ...]
    refund_ids: tuple[int, ...]
    decline_reason: str | None
    decline_note: str | None = None


def encode_return(known: Return) -> bytes:
    return msgspec.json.encode(msgspec.convert(known, ReturnDocument, from_attributes=True))


def decode_return(body: bytes) -> Return:
    """Raises `UnreadablePayload`."""
    return msgspec.convert(decode_payload(body, ReturnDocument), Return, from_attributes=True)
