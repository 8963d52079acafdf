"""Weights and lengths as carriers in the United States count them."""

from decimal import ROUND_DOWN, ROUND_UP, Decimal

_GRAMS_PER_OUNCE = Decimal("28.349523125")
_MILLIMETRES_PER_INCH = Decimal("25.4")
_TENTH, _THOUSANDTH = Decimal("0.1"), Decimal("0.001")


def to_ounces(grams: int | Decimal) -> Decimal:
    """Ounces with one decimal place, which is all that carriers take; rounded up, so that no postage is too low."""
    return max(_TENTH, (Decimal(grams) / _GRAMS_PER_OUNCE).quantize(_TENTH, ROUND_UP))


def to_declared_ounces(grams: Decimal) -> Decimal:
    """Ounces of a part of a parcel, with the three decimal places that EasyPost keeps; rounded down, so that the parts
    never weigh more than the parcel.
    """
    return max(_THOUSANDTH, (grams / _GRAMS_PER_OUNCE).quantize(_THOUSANDTH, ROUND_DOWN))


def to_inches(millimetres: int) -> Decimal:
    """Inches with one decimal place, rounded up."""
    return max(_TENTH, (Decimal(millimetres) / _MILLIMETRES_PER_INCH).quantize(_TENTH, ROUND_UP))
