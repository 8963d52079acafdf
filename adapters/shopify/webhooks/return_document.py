"""A return that was read from Shopify for a `returns/*` event, on its way to the handler. It is not stored."""

import msgspec

from novex_shopify.adapters.shopify.webhooks.order_document import ReturnDocument
from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload
from novex_shopify.domain.model.order_return import Return


def encode_return(known: Return) -> bytes:
    return msgspec.json.encode(msgspec.convert(known, ReturnDocument, from_attributes=True))


def decode_return(body: bytes) -> Return:
    """Raises `UnreadablePayload`."""
    return msgspec.convert(decode_payload(body, ReturnDocument), Return, from_attributes=True)
