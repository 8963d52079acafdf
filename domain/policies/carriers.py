"""What Shopify calls a carrier. It links a tracking number by itself only for names that it knows to the letter."""

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
"""From the description of Shopify's `FulfillmentTrackingInfo.company`, worldwide and by country."""

_ALIASES = {
    "deutsche post dhl": "DHL",
    "dhl paket": "DHL",
    "federal express": "FedEx",
    "hermes uk": "Evri",
    "myhermes": "Evri",
    "post at": "Österreichische Post",
    "us postal service": "USPS",
    "united parcel service": "UPS",
}


def to_shopify_tracking(tracking: Tracking | None, carriers: Mapping[str, str]) -> Tracking | None:
    """The tracking with Shopify's name of the carrier: by the store's own table, else by what is commonly meant.

    An unknown carrier is sent as the ERP writes it; then the tracking page's address is what the customer clicks.
    """
    return replace(tracking, carrier=_to_shopify_name(tracking.carrier, carriers)) if tracking else None


def _to_shopify_name(carrier: str | None, carriers: Mapping[str, str]) -> str | None:
    if not carrier:
        return None
    own = {_normalize(name): shopify for name, shopify in carriers.items()}
    return own.get(_normalize(carrier)) or _SHOPIFY_NAMES.get(_normalize(carrier)) or carrier


def _normalize(name: str) -> str:
    """Case, blanks and punctuation do not tell carriers apart."""
    return "".join(filter(str.isalnum, name.casefold()))


_SHOPIFY_NAMES = {_normalize(name): shopify for name, shopify in _ALIASES.items()} | {
    _normalize(name): name for name in KNOWN_CARRIERS
}
