"""The request bodies of `/api/v1` about lots and stock."""

from datetime import date
from typing import Annotated

import msgspec

from novex_shopify.domain.model.lot import ReceiptSource
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY
from novex_shopify.entrypoints.web.api_schemas import MAX_TEXT, ShopifyId, parse_shopify_id

# Not every database stores U+0000.
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*\Z")]
Units = Annotated[int, msgspec.Meta(ge=1, le=MAX_QUANTITY)]


class SelectionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line_item_id: ShopifyId
    lot: Word
    quantity: Units
    location: Word | None = None
    reason: Word | None = None
    item_id: Word | None = None

    def to_domain(self) -> LotSelection:
        """Raises `MalformedBody`."""
        line_item_id = parse_shopify_id(self.line_item_id)
        return LotSelection(line_item_id, self.lot, self.quantity, self.location, self.reason, self.item_id)


class AssignBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lots: Annotated[tuple[SelectionBody, ...], msgspec.Meta(min_length=1, max_length=1000)] | None = None
    reference: Word | None = None


class ReassignBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lot: Word
    reason: Word
    location: Word | None = None
    quantity: Units | None = None
    reference: Word | None = None
    item_id: Word | None = None


class CorrectBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`location` is where the right lot's units were."""

    lot: Word
    location: Word
    reason: Word
    quantity: Units | None = None
    reference: Word | None = None


class LineQuantityBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`quantity` is in sold units; 0 leaves the line out."""

    line_item_id: ShopifyId
    quantity: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class QuantitiesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[tuple[LineQuantityBody, ...], msgspec.Meta(min_length=1, max_length=1000)]
    reason: Word


class ReceiptBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item_id: Word
    lot: Word
    location: Word
    quantity: Units
    source: ReceiptSource = ReceiptSource.PURCHASE
    expires_on: date | None = None
    produced_on: date | None = None
    supplier_code: Word | None = None
    source_reference: Word | None = None
    reference: Word | None = None
    note: Word | None = None

    def to_domain(self) -> Receipt:
        return Receipt(
            self.item_id,
            self.lot,
            self.location,
            self.quantity,
            self.source,
            self.expires_on,
            self.produced_on,
            self.supplier_code,
            self.source_reference,
            self.reference,
            self.note,
        )


class ReasonBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Word
