"""Removes personal data from stored bodies: those of webhooks, and the product's own."""

from decimal import Decimal
from typing import Any

import msgspec

from novex_shopify.adapters.shopify.null_characters import remove_null_characters, replace_lone_surrogates
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.policies import personal_data

# Decimals keep every digit of an amount that is written as a number.
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def remove_personal_data(body: bytes) -> bytes:
    """The body without personal data. It stays readable: an order without its customer is a guest order."""
    try:
        return _ENCODER.encode(personal_data.remove_personal_data(_decode(body)))
    except _UNREADABLE as error:
        raise UnreadablePayload("The body is not JSON.") from error


def list_personal_texts(body: bytes) -> set[str]:
    """What `remove_personal_data` removes."""
    try:
        return personal_data.list_personal_texts(_decode(body))
    except _UNREADABLE as error:
        raise UnreadablePayload("The body is not JSON.") from error


def _decode(body: bytes) -> Any:
    return _DECODER.decode(replace_lone_surrogates(remove_null_characters(body)))
