"""Decodes webhook bodies."""

from collections.abc import Callable
from typing import TypeVar

from novex_shopify.adapters.shopify.record_decoder import decode_record

Schema = TypeVar("Schema")
Record = TypeVar("Record")

_MISMATCH = "The body does not match its topic"


def decode_payload(body: bytes, schema: type[Schema]) -> Schema:
    """Fields that the schema does not have are ignored. Raises `UnreadablePayload`."""
    return decode_record(body, schema, lambda decoded: decoded, _MISMATCH)


def read_payload(body: bytes, schema: type[Schema], map_record: Callable[[Schema], Record]) -> Record:
    """The same, mapped to the domain: values that the domain refuses are unreadable too."""
    return decode_record(body, schema, map_record, _MISMATCH)
