"""The box and the weight that are proposed for what is packed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.policies.parcel_contents import ParcelItem

USED_PERCENT = 80
"""How much of a box's volume the items may take: items do not fill every corner, and padding needs space."""

_ML_IN_MM3 = 1_000


@dataclass(frozen=True, slots=True)
class ParcelProposal:
    """The proposed box and weight in grams, each None if it cannot be known, and the reason in words.

    `contents_g` is the weight without a box; None if it is not known of every item.
    """

    box: Box | None
    weight_g: int | None
    why: str
    contents_g: int | None = None


def propose_parcel(items: Sequence[ParcelItem], boxes: Sequence[Box]) -> ParcelProposal:
    """Propose the smallest box that the items fit into, by volume and weight, and what it weighs with them.

    Carriers' own packaging is never proposed: only that carrier would give a rate. An item that names its box gets it.
    """
    contents, unweighed = _sum_grams(items), [each.name for each in items if each.grams is None]
    box, why = _choose_box(items, boxes, contents or 0)
    if unweighed:
        return ParcelProposal(box, None, f"{why} No weight is known of {', '.join(unweighed)}: weigh the parcel.")
    if box is None:
        return ParcelProposal(None, None, why, contents)
    weight_g, details = contents + box.tare_g, f"Items {contents} g, empty box {box.tare_g} g."
    return ParcelProposal(box, weight_g, f"{why} {details}", contents)


def _choose_box(items: Sequence[ParcelItem], boxes: Sequence[Box], contents_g: int) -> tuple[Box | None, str]:
    named = sorted({each.item.box_code for each in items if each.item and each.item.box_code})
    if len(named) > 1:
        return None, f"The items need different boxes ({', '.join(named)}): pack them apart, or choose one."
    usual = [box for box in boxes if not box.carrier_package]
    if named:
        box = next((each for each in boxes if each.code == named[0]), None)
        return (box, f"The items need box {box.name}.") if box else (None, f"There is no box {named[0]}.")
    unmeasured = [each.name for each in items if not (each.item and each.item.volume_ml)]
    if unmeasured:
        return None, f"No volume is known of {', '.join(unmeasured)}: choose a box."
    volume = sum(each.item.volume_ml * each.units for each in items if each.item and each.item.volume_ml)
    box = min((each for each in usual if _fits(each, volume, contents_g)), key=_get_volume, default=None)
    if box is None:
        return None, f"No box holds {volume} ml and {contents_g} g: pack several parcels."
    return box, f"{box.name} is the smallest box that holds {volume} ml, filled to {USED_PERCENT} % at most."


def _fits(box: Box, volume_ml: int, contents_g: int) -> bool:
    is_light = box.max_weight_g is None or contents_g + box.tare_g <= box.max_weight_g
    return is_light and volume_ml * _ML_IN_MM3 * 100 <= _get_volume(box) * USED_PERCENT


def _get_volume(box: Box) -> int:
    return box.length_mm * box.width_mm * box.height_mm


def _sum_grams(items: Sequence[ParcelItem]) -> int:
    """Whole grams, rounded up once for all."""
    return int(sum((each.grams or Decimal() for each in items), Decimal()).quantize(Decimal(1), ROUND_UP))
