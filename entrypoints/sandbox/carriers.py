"""Carriers that Shopify knows by their exact name, and the tracking pages it then links to."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from novex_shopify.entrypoints.sandbox.orders import Tracking

TRACKING_PAGES = {
    "DHL": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?idc={}",
    "DHL Express": "https://www.dhl.com/en/express/tracking.html?AWB={}",
    "Deutsche Post (DE)": "https://www.deutschepost.de/sendung/simpleQuery.html?form.sendungsnummer={}",
    "DPD": "https://tracking.dpd.de/status/de_DE/parcel/{}",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr={}",
    "GLS": "https://gls-group.eu/track/{}",
    "Hermes": "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{}",
    "Österreichische Post": "https://www.post.at/sv/sendungssuche?snr={}",
    "Royal Mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "UPS": "https://www.ups.com/track?tracknum={}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
}


def read_tracking(given: Mapping[str, Any] | None) -> tuple[Tracking, ...]:
    """Read a FulfillmentTrackingInput; addresses belong to numbers by their position."""
    if not given:
        return ()
    company = given.get("company")
    numbers = given.get("numbers") or _listed(given.get("number"))
    urls = given.get("urls") or _listed(given.get("url"))
    count = max(len(numbers), len(urls), 1 if company else 0)
    return tuple(_tracking(company, _at(numbers, index), _at(urls, index)) for index in range(count))


def _tracking(company: str | None, number: str | None, url: str | None) -> Tracking:
    page = TRACKING_PAGES.get(company or "")
    if url is None and page and number:
        url = page.format(quote(number, safe=""))
    return Tracking(company=company, number=number, url=url)


def _listed(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _at(values: list[str], index: int) -> str | None:
    return values[index] if index < len(values) else None
