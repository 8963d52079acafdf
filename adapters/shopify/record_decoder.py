"""Decodes one record of Shopify's JSON: strictly, and if that fails field by field (`lenient_reader.py`)."""

import logging
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar

import msgspec

from novex_shopify.adapters.shopify.lenient_reader import UnreadableField, read_leniently
from novex_shopify.adapters.shopify.null_characters import remove_null_characters, replace_lone_surrogates
from novex_shopify.domain.errors import UnreadablePayload

Schema = TypeVar("Schema")
Record = TypeVar("Record")

_log = logging.getLogger(__name__)

_PLACEHOLDER_DATES = (b'"0001-', b'"9999-')
"""The strict decoder accepts these dates, which overflow in UTC."""

_DECODE_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_MAPPING_ERRORS = (ValueError, ArithmeticError)


def decode_record(body: bytes, schema: type[Schema], map_record: Callable[[Schema], Record], mismatch: str) -> Record:
    """Decode a record and map it to the domain.

    Optional fields that cannot be read get their defaults. Raises `UnreadablePayload`, which begins with `mismatch` and
    names the field, if one is unreadable without which the record cannot be used.
    """
    body = remove_null_characters(body)
    if not any(date in body for date in _PLACEHOLDER_DATES):
        try:
            return map_record(_get_decoder(schema).decode(body))
        except (*_DECODE_ERRORS, *_MAPPING_ERRORS):
            pass  # nearly no record gets here, so reading it a second time costs nothing
    return _map(decode_leniently(body, schema, mismatch), map_record, mismatch)


def decode_leniently(body: bytes, schema: type[Schema], mismatch: str) -> Schema:
    """Decode a record field by field at once. This is slower, and refuses every value that the domain would refuse."""
    try:
        decoded, omitted = read_leniently(_json_decoder.decode(replace_lone_surrogates(body)), schema)
    except _DECODE_ERRORS as error:
        raise UnreadablePayload(f"{mismatch}: it is not valid JSON.") from error
    except UnreadableField as error:
        raise UnreadablePayload(f"{mismatch}: {error}.") from error
    if omitted:
        _log.warning("shopify.fields_unreadable", extra={"record": schema.__qualname__, "fields": omitted})
    return decoded


_get_decoder: Callable[[Any], "msgspec.json.Decoder[Any]"] = cache(msgspec.json.Decoder)


def _map(decoded: Schema, map_record: Callable[[Schema], Record], mismatch: str) -> Record:
    try:
        return map_record(decoded)
    except _MAPPING_ERRORS as error:
        raise UnreadablePayload(f"{mismatch}: {error}.") from error


def _read_fraction(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # more digits in its exponent than a Decimal can have
        return Decimal("NaN")


_json_decoder: "msgspec.json.Decoder[Any]" = msgspec.json.Decoder(float_hook=_read_fraction)
