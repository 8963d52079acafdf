"""The locations that were read for a `locations/*` event, on their way to the handler."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload
from novex_shopify.domain.model.location import Location


class LocationDocument(Struct, frozen=True):
    shop: str
    id: int
    name: str
    is_active: bool
    is_fulfillment_service: bool
    ships_online_orders: bool


class LocationsDocument(Struct, frozen=True):
    locations: tuple[LocationDocument, ...]


def encode_locations(locations: Sequence[Location]) -> bytes:
    documents = [msgspec.convert(each, LocationDocument, from_attributes=True) for each in locations]
    return msgspec.json.encode(LocationsDocument(tuple(documents)))


def decode_locations(body: bytes) -> Sequence[Location]:
    """Raises `UnreadablePayload`."""
    documents = decode_payload(body, LocationsDocument).locations
    return [msgspec.convert(each, Location, from_attributes=True) for each in documents]
