"""What Shopify calls a carrier. It links a tracking number by itself only for names that it knows to the letter."""

from collections.abc import Mapping
from dataclasses import replace

from novex_shopify.domain.model.fulfillment import Tracking

KNOWN = (
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

_OTHER_NAMES = {
    "deutsche post dhl": "DHL",
    "dhl paket": "DHL",
    "federal express": "FedEx",
    "hermes uk": "Evri",
    "myhermes": "Evri",
    "post at": "Österreichische Post",
    "us postal service": "USPS",
    "united parcel service": "UPS",
}


def for_shopify(tracking: Tracking | None, carriers: Mapping[str, str]) -> Tracking | None:
    """The tracking with Shopify's name of the carrier: by the store's own table, else by what is commonly meant.

    An unknown carrier is sent as the ERP writes it; then the tracking page's address is what the customer clicks.
    """
    return replace(tracking, carrier=_name(tracking.carrier, carriers)) if tracking else None


def _name(carrier: str | None, carriers: Mapping[str, str]) -> str | None:
    if not carrier:
        return None
    own = {_key(name): shopify for name, shopify in carriers.items()}
    return own.get(_key(carrier)) or _BY_KEY.get(_key(carrier)) or carrier


def _key(name: str) -> str:
    """Case, blanks and punctuation do not tell carriers apart."""
    return "".join(filter(str.isalnum, name.casefold()))


_BY_KEY = {_key(name): shopify for name, shopify in _OTHER_NAMES.items()} | {_key(name): name for name in KNOWN}
