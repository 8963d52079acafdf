"""The form of a receipt: what was typed or scanned, and what is wrong with it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from novex_shopify.domain.errors import (
    InvalidQuantity,
    ItemNotFound,
    LotCodeDiffersInCase,
    LotCodeMissing,
    LotCodeUnprintable,
    LotDiffers,
    LotExpiredOnArrival,
    NotFound,
    NovexError,
    ProductionDayDiffers,
    ReferenceUsed,
    SeveralItems,
)
from novex_shopify.domain.model.lot import ReceiptSource
from novex_shopify.domain.use_cases.stock.read_label import ReadItem
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.stock.days import parse_day
from novex_shopify.entrypoints.web.console.stock.receipt_references import build_form_reference

_OF_THE_LABEL = ("item", "lot_code", "expires_on", "produced_on", "quantity")
KEPT_FIELDS = ("location", "source", "source_reference")
"""What stays for the next receipt: a delivery has many labels."""

CONFIRMATION = "accepts_expired"
_OTHERS = ("supplier_code", "reference", "note", "token", CONFIRMATION)
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")
_INVALID_FIELDS: Mapping[type[NovexError], str] = {
    ItemNotFound: "item",
    SeveralItems: "item",
    LotCodeDiffersInCase: "lot_code",
    LotCodeMissing: "lot_code",
    LotCodeUnprintable: "lot_code",
    LotDiffers: "expires_on",
    LotExpiredOnArrival: CONFIRMATION,
    ProductionDayDiffers: "produced_on",
    InvalidQuantity: "quantity",
    NotFound: "location",
    ReferenceUsed: "reference",
}


_BOOKED_BEFORE = "This form has booked another receipt already. Check the last receipts; Receive books this one too."


class InvalidDay(ValueError):
    """A day that is none; `field` says in which field."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__("Enter a day, such as 2027-05-02.")


@dataclass(frozen=True, slots=True)
class ReceivingForm:
    """`values` are by the names of the fields, and `error` is shown at `invalid_field`. `is_read`: a label was read."""

    values: Mapping[str, str]
    invalid_field: str = ""
    error: str = ""
    is_read: bool = False

    @classmethod
    def from_address(cls, request: ConsoleRequest) -> "ReceivingForm":
        """A new form, with what is kept from the receipt before."""
        kept = {name: request.get_query_param(name) for name in KEPT_FIELDS}
        others = dict.fromkeys((*_OF_THE_LABEL, *_OTHERS), "")
        return cls({**others, **kept, "token": _build_token()})

    @classmethod
    def from_form(cls, request: ConsoleRequest) -> "ReceivingForm":
        return cls({name: request.get_form_field(name) for name in (*_OF_THE_LABEL, *KEPT_FIELDS, *_OTHERS)})

    @property
    def focus(self) -> str:
        """The field that a person fills in next: the scanner's until the label was read, then what is missing."""
        if self.error:
            return self.invalid_field
        if not (self.values["item"] and self.values["lot_code"]):
            return "scan"
        return next((name for name in ("quantity", "location") if not self.values[name]), "receive")

    def fill_in(self, read: ReadItem) -> "ReceivingForm":
        """Fill in what a label says. One that names an item begins a new receipt; else it says more of the same."""
        label = read.label
        said = {
            "item": read.item.id if read.item else label.gtin or "",
            "lot_code": label.lot_code or "",
            "expires_on": label.expires_on.isoformat() if label.expires_on else "",
            "produced_on": label.produced_on.isoformat() if label.produced_on else "",
            "quantity": str(label.quantity) if label.quantity else "",
        }
        stated = {name: value for name, value in said.items() if value}
        values = {**self.values, **(said if said["item"] else stated), CONFIRMATION: ""}
        filled = replace(self, values=values, is_read=True)
        return filled.refuse(read.problem) if read.problem else filled

    def refuse(self, error: NovexError | InvalidDay) -> "ReceivingForm":
        """Say at its field what is wrong."""
        if isinstance(error, ReferenceUsed) and not self.values["reference"]:
            return self._ask_again()
        field = error.field if isinstance(error, InvalidDay) else _INVALID_FIELDS.get(type(error), "quantity")
        return replace(self, invalid_field=field, error=str(error))

    def _ask_again(self) -> "ReceivingForm":
        """The form has booked something else, and a person came back to it and changed it."""
        values = {**self.values, "token": _build_token()}
        return replace(self, values=values, invalid_field="quantity", error=_BOOKED_BEFORE)

    def refuse_scan(self, error: NovexError) -> "ReceivingForm":
        """Say at the scanner's field why a label was not read."""
        return replace(self, invalid_field="scan", error=str(error))

    def build_receipt(self, item_id: str) -> Receipt:
        """Raises `InvalidQuantity` or `InvalidDay`."""
        values = self.values
        if not _WHOLE_NUMBER.fullmatch(values["quantity"]):
            raise InvalidQuantity(1, MAX_QUANTITY)
        source = values["source"]
        return Receipt(
            item_id,
            values["lot_code"],
            values["location"],
            int(values["quantity"]),
            ReceiptSource(source) if source in set(ReceiptSource) else ReceiptSource.PURCHASE,
            self._parse_day("expires_on"),
            self._parse_day("produced_on"),
            values["supplier_code"] or None,
            values["source_reference"] or None,
            values["reference"] or build_form_reference(values["token"]),
            values["note"] or None,
            accepts_expired=values[CONFIRMATION] == "yes",
        )

    def _parse_day(self, field: str) -> date | None:
        try:
            return parse_day(self.values[field])
        except ValueError:
            raise InvalidDay(field) from None


def _build_token() -> str:
    return secrets.token_urlsafe(9)
