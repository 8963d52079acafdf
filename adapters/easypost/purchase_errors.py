"""What a failed purchase means: nothing was sold, or it is not known.

EasyPost's list of codes is not closed. A code that is not known to mean a refusal is unclear, and its record is asked.
"""

from novex_shopify.domain.errors import (
    CarrierMayHaveLabel,
    CarriersRefused,
    CarriersUnavailable,
    NovexError,
    PostageUnclear,
    RateGone,
)

_CARRIER_IS_SILENT = ("SHIPMENT.POSTAGE.NO_RESPONSE", "SHIPMENT.POSTAGE.TIMED_OUT")
_RATE_IS_GONE = ("SHIPMENT.MISSING_RATE", "SHIPMENT.RATE.CARRIER_ACCOUNT_INVALID", "SHIPMENT.RATE.EXPIRED")
_REFUSALS = (
    "ADDRESS.",
    "CUSTOMS_",
    "INSUFFICIENT_FUNDS",
    "NOT_FOUND",
    "PARAMETER.",
    "PARCEL.",
    "PAYMENT_REQUIRED",
    "SHIPMENT.CARRIER_ACCOUNTS.",
    "SHIPMENT.CUSTOMS_INFO.",
    "SHIPMENT.INVALID_PARAMS",
    "SHIPMENT.MISSING_INFORMATION",
    "SHIPMENT.OPTIONS.",
    "SHIPMENT.POSTAGE.ASCII",
    "SHIPMENT.POSTAGE.FORMAT_UNAVAILABLE",
    "SHIPMENT.POSTAGE.INVALID_FORMAT",
    "SHIPMENT.RATES.",
)
"""Beginnings of the codes that say that nothing was sold, and that something in the request has to change."""


def explain_purchase_error(error: CarriersRefused | CarriersUnavailable) -> NovexError:
    """Return the error that says whether a label may have been sold."""
    code = error.provider_code or "" if isinstance(error, CarriersRefused) else ""
    if code in _CARRIER_IS_SILENT:
        return CarrierMayHaveLabel(
            f"{error} The carrier may have made a label that cannot be printed here. Ask the carrier or EasyPost before"
            " it is bought again."
        )
    if code in _RATE_IS_GONE:
        return RateGone(str(error))
    if code.startswith(_REFUSALS):
        return error
    return PostageUnclear(str(error))
