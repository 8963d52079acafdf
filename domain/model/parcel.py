"""Parcels, and the boxes they are packed in."""

from dataclasses import dataclass

from novex_shopify.domain.model.packed_shipment import PackedLine


@dataclass(frozen=True, slots=True)
class Box:
    """A kind of packaging. Outer dimensions in millimetres, empty weight in grams.

    `carrier_package` is the carrier's own packaging by the carrier's name, such as `MediumFlatRateBox`: it has a price
    of its own, and no other carrier takes it. `max_weight_g` is what it may weigh when packed; None if only carriers
    limit it.
    """

    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    carrier_package: str | None = None
    max_weight_g: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One box with what is in it. `id` is the ERP's shipment that the parcel becomes; `order_id` is the ERP's.

    `weight_g` is the weight of everything together, as it is weighed or computed, in grams.
    """

    id: str
    order_id: str
    lines: tuple[PackedLine, ...]
    box: Box
    weight_g: int
