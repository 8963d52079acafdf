"""Decimal places of currencies."""

from decimal import ROUND_HALF_UP, Context, Decimal

_WHOLE = {
    "BIF",
    "BYR",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "MGA",
    "MRU",
    "PYG",
    "RWF",
    "UGX",
    "VND",
    "VUV",
}
_WHOLE |= {"XAF", "XOF", "XPF"}
_THOUSANDTHS = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
"""Those of ISO 4217, except for MGA and MRU, which Shopify rounds to whole units (`currency_iso` of Shopify/money)."""

_UNITS = {
    **dict.fromkeys(_WHOLE, Decimal(1)),
    **dict.fromkeys(_THOUSANDTHS, Decimal("0.001")),
}
_DEFAULT_UNIT = Decimal("0.01")
_UNTRAPPED = Context(prec=28, traps=[])
"""A number that is too large or not finite becomes NaN instead of an exception."""


def get_smallest_unit(currency: str) -> Decimal:
    """The smallest amount of a currency, such as 0.01."""
    return _UNITS.get(currency, _DEFAULT_UNIT)


def normalize_amount(amount: Decimal, currency: str) -> Decimal:
    """Write an amount with its currency's places: 4980.0 JPY is 4980, 31.0 EUR is 31.00. Its value never changes."""
    unit = _UNITS.get(currency, _DEFAULT_UNIT)
    if amount.same_quantum(unit):
        return amount
    normalized = amount.quantize(unit, context=_UNTRAPPED)
    return normalized if normalized == amount else amount


def round_amount(amount: Decimal, currency: str) -> Decimal:
    """Round an amount to its currency's places, halves away from zero, as Shopify does when it converts amounts."""
    return amount.quantize(_UNITS.get(currency, _DEFAULT_UNIT), ROUND_HALF_UP)
