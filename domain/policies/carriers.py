"""Shopify's names of carriers. Shopify links a tracking number only for names that it knows exactly."""

from collections.abc import Mapping
from dataclasses import replace

from novex_shopify.domain.model.fulfillment import Tracking

KNOWN_CARRIERS = (
    "4PX",
    "APC",
    "Amazon",
    "An Post",
    "Australia Post",
    "BPost",
    "BRT",
    "Bring",
    "Canada Post",
    "Chronopost",
    "Colissimo",
    "Correos",
    "DHL",
    "DHL Express",
    "DHL Parcel",
    "DHL eCommerce",
    "DPD",
    "DPD UK",
    "Deutsche Post",
    "Deutsche Post (DE)",
    "Evri",
    "FedEx",
    "GLS",
    "GLS Italy",
    "Hermes",
    "Inpost",
    "La Poste Colissimo",
    "Mondial Relay",
    "New Zealand Post",
    "OnTrac",
    "Packeta",
    "Parcelforce",
    "PostNL",
    "PostNord DK",
    "PostNord NO",
    "PostNord SE",
    "Poste Italiane",
    "Purolator",
    "Royal Mail",
    "SEUR",
    "SF Express",
    "Singapore Post",
    "StarTrack",
    "Swiss Post",
    "TNT",
    "UPS",
    "USPS",
    "Yodel",
    "YunExpress",
    "Österreichische Post",
)
"""From the description of `FulfillmentTrackingInfo.company` in Shopify's schema, worldwide and by country."""

_ALIASES = {
    "amazon shipping": "Amazon",
    "deutsche post dhl": "DHL",
    "dhl ecs": "DHL eCommerce",
    "dhl paket": "DHL",
    "dpdnl": "DPD",
    "fedex default": "FedEx",
    "fedex ground economy": "FedEx",
    "fedex smart post": "FedEx",
    "federal express": "FedEx",
    "hermes uk": "Evri",
    "myhermes": "Evri",
    "ontrac v3": "OnTrac",
    "post at": "Österreichische Post",
    "royal mail v3": "Royal Mail",
    "ups dap": "UPS",
    "ups sure post": "UPS",
    "us postal service": "USPS",
    "united parcel service": "UPS",
    "usps ship": "USPS",
}
"""Other names of carriers, and EasyPost's names of accounts with them."""


def to_shopify_tracking(tracking: Tracking | None, carriers: Mapping[str, str]) -> Tracking | None:
    """Return the tracking with Shopify's name of the carrier: from the shop's own table, else a common alias.

    An unknown carrier keeps the ERP's name; the customer then needs the tracking URL.
    """
    return replace(tracking, carrier=_to_shopify_name(tracking.carrier, carriers)) if tracking else None


def is_known_carrier(carrier: str) -> bool:
    """Whether Shopify knows a carrier of this name, and so links its numbers."""
    return _normalize(carrier) in _SHOPIFY_NAMES


def _to_shopify_name(carrier: str | None, carriers: Mapping[str, str]) -> str | None:
    if not carrier:
        return None
    own = {_normalize(name): shopify for name, shopify in carriers.items()}
    return own.get(_normalize(carrier)) or _SHOPIFY_NAMES.get(_normalize(carrier)) or carrier


def _normalize(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


_SHOPIFY_NAMES = {_normalize(name): shopify for name, shopify in _ALIASES.items()} | {
    _normalize(name): name for name in KNOWN_CARRIERS
}
