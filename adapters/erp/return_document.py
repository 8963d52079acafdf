"""The columns `details` and `notes` of `erp_order_returns`. Notes are personal data, so they are kept apart."""

from dataclasses import replace
from datetime import datetime

import msgspec
from msgspec import Struct

from novex_shopify.adapters.erp.refund_document import MoneyDocument
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.order_return import Return


class ReturnLineDocument(Struct, frozen=True):
    id: int
    line_item_id: int | None
    quantity: int
    processed_quantity: int
    refunded_quantity: int
    reason: str | None
    restocking_fee: MoneyDocument | None


class ExchangeLineDocument(Struct, frozen=True):
    id: int
    quantity: int
    processed_quantity: int
    variant_id: int | None
    sku: str | None
    title: str | None
    line_item_ids: tuple[int, ...]


class ReturnDocument(Document, frozen=True):
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


class LineNotesDocument(Struct, frozen=True):
    note: str | None
    customer_note: str | None


class ReturnNotesDocument(Document, frozen=True):
    """`lines` are in the order of the return's lines."""

    decline_note: str | None
    lines: tuple[LineNotesDocument, ...]


_DECODER = msgspec.json.Decoder(ReturnDocument)
_NOTES_DECODER = msgspec.json.Decoder(ReturnNotesDocument)


def encode_return(known: Return) -> str:
    return to_json(msgspec.convert(known, ReturnDocument, from_attributes=True))


def encode_return_notes(known: Return) -> str | None:
    """None if there are no notes."""
    if not (known.decline_note or any(line.note or line.customer_note for line in known.lines)):
        return None
    return to_json(msgspec.convert(known, ReturnNotesDocument, from_attributes=True))


def decode_return(details: str, notes: str | None) -> Return:
    known = msgspec.convert(_DECODER.decode(details), Return, from_attributes=True)
    return _add_notes(known, _NOTES_DECODER.decode(notes)) if notes else known


def _add_notes(known: Return, notes: ReturnNotesDocument) -> Return:
    lines = tuple(
        replace(line, note=each.note, customer_note=each.customer_note)
        for line, each in zip(known.lines, notes.lines, strict=True)
    )
    return replace(known, lines=lines, decline_note=notes.decline_note)
