"""What is printed on a label."""

from dataclasses import dataclass
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.model.shipment import Shipment

JsonObject = dict[str, Any]

NOTE = "SANDBOX - NO POSTAGE"


@dataclass(frozen=True, slots=True)
class LabelContent:
    """`size` is in inches; `sender` and `recipient` are lines."""

    carrier: str
    service: str
    tracking_code: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    weight: str
    references: tuple[str, ...]
    size: tuple[float, float]


def build_label_content(shipment: Shipment) -> LabelContent:
    """Of a bought shipment, as it is now."""
    assert shipment.selected_rate
    assert shipment.label
    assert shipment.tracking_code
    custom = (shipment.options.get(f"print_custom_{number}") for number in (1, 2, 3))
    return LabelContent(
        carrier=shipment.selected_rate.carrier,
        service=shipment.selected_rate.service,
        tracking_code=shipment.tracking_code,
        sender=format_lines(shipment.sender),
        recipient=format_lines(shipment.recipient),
        weight=f"{shipment.parcel['weight']:.1f} oz",
        references=tuple(str(each) for each in (*custom, shipment.options.get("invoice_number")) if each),
        size=parse_size(shipment.label.size),
    )


def format_lines(address: JsonObject) -> tuple[str, ...]:
    """An address as it is written on a parcel."""
    place = " ".join(address[field] for field in ("city", "state", "zip") if address[field])
    lines = (address["name"], address["company"], address["street1"], address["street2"], place, address["country"])
    return tuple(line for line in lines if line)


def parse_size(size: str) -> tuple[float, float]:
    """Width and height of a size such as 4x6 or 8.5x11; anything else is 4x6."""
    try:
        width, height = (float(each) for each in size.split("x"))
    except ValueError:
        return 4.0, 6.0
    return width, height
