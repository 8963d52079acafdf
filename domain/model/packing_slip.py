"""What lies in a parcel with its units: no money, but the lots and what a recipient must know to trace them."""

from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.document_design import PLAIN_LOOK, DocumentLook
from novex_shopify.domain.model.invoice import InvoiceLot, InvoiceParty
from novex_shopify.domain.model.seller import Seller


@dataclass(frozen=True, slots=True)
class PackedLot:
    """Units of a lot. `source` says who assigned the lot code, or the record that tells it (21 CFR 1.1340)."""

    lot: InvoiceLot
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PackedLine:
    """Units of an order line. `lots` may be of fewer units, where an item is not tracked by lots."""

    sku: str | None
    title: str
    quantity: int
    lots: tuple[PackedLot, ...] = ()


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """A packing slip of an order, or of one shipment of it. `ship_from` are lines of text.

    With lot code, quantity and unit, description, recipient, place and day of shipping, and the source of the lot code,
    it has what the rule on food traceability asks a shipper to pass on (21 CFR 1.1340(b)).
    """

    seller: Seller
    language: str
    order_name: str
    ordered_on: date
    ship_from: tuple[str, ...]
    ship_to: InvoiceParty | None
    lines: tuple[PackedLine, ...]
    shipped_on: date | None = None
    shipment_id: str | None = None
    po_number: str | None = None
    look: DocumentLook = PLAIN_LOOK
