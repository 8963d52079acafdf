"""Decodes webhook bodies."""

from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.domain.errors import UnreadablePayload

Schema = TypeVar("Schema")


def decode_payload(body: bytes, schema: type[Schema]) -> Schema:
    """Fields that the schema does not have are ignored. Raises `UnreadablePayload`."""
    try:
        return msgspec.json.decode(remove_null_characters(body), type=schema)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The body does not match its topic: {error}.") from error
