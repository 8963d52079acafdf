"""A parcel in JSON."""

from msgspec import Struct

from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel


class PackedLineDocument(Struct, frozen=True):
    line_item_id: int
    quantity: int
    lot_code: str | None


class BoxDocument(Struct, frozen=True):
    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    carrier_package: str | None
    max_weight_g: int | None = None


class ParcelDocument(Struct, frozen=True):
    id: str
    order_id: str
    lines: tuple[PackedLineDocument, ...]
    box: BoxDocument
    weight_g: int


def to_parcel_document(parcel: Parcel) -> ParcelDocument:
    box = parcel.box
    return ParcelDocument(
        id=parcel.id,
        order_id=parcel.order_id,
        lines=tuple(PackedLineDocument(each.line_item_id, each.quantity, each.lot_code) for each in parcel.lines),
        box=BoxDocument(
            box.code,
            box.name,
            box.length_mm,
            box.width_mm,
            box.height_mm,
            box.tare_g,
            box.carrier_package,
            box.max_weight_g,
        ),
        weight_g=parcel.weight_g,
    )


def to_parcel(document: ParcelDocument) -> Parcel:
    box = document.box
    return Parcel(
        id=document.id,
        order_id=document.order_id,
        lines=tuple(PackedLine(each.line_item_id, each.quantity, each.lot_code) for each in document.lines),
        box=Box(
            box.code,
            box.name,
            box.length_mm,
            box.width_mm,
            box.height_mm,
            box.tare_g,
            box.carrier_package,
            box.max_weight_g,
        ),
        weight_g=document.weight_g,
    )
