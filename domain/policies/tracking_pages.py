"""The public page of a carrier for a tracking number."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.policies.carriers import to_shopify_tracking

_PAGES = {
    "Canada Post": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
    "DHL": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
    "DHL Express": "https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id={number}",
    "DPD": "https://tracking.dpd.de/status/en_US/parcel/{number}",
    "Evri": "https://www.evri.com/track/parcel/{number}",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr={number}",
    "GLS": "https://gls-group.eu/EU/en/parcel-tracking?match={number}",
    "Packeta": "https://tracking.packeta.com/en/?id={number}",
    "Royal Mail": "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
    "UPS": "https://www.ups.com/track?tracknum={number}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
}
"""By Shopify's name of the carrier. Carriers that ask for a postal code too are left out."""


def list_tracking_pages(tracking: Tracking | None) -> Sequence[tuple[str, str | None]]:
    """List each number with its page: that of the shipment, otherwise the carrier's; None if neither is known."""
    if tracking is None:
        return []
    stated = dict(zip(tracking.all_numbers, tracking.urls, strict=False))
    return [(number, _find_page(number, stated.get(number), tracking)) for number in tracking.all_numbers]


def _find_page(number: str, stated: str | None, tracking: Tracking) -> str | None:
    if stated and urlsplit(stated).scheme in ("http", "https"):
        return stated
    translated = to_shopify_tracking(tracking, {})
    page = _PAGES.get((translated and translated.carrier) or "")
    return page.format(number=quote(number, safe="")) if page else None
