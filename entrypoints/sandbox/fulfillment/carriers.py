"""Carriers that Shopify knows by their exact name, and their tracking pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from novex_shopify.entrypoints.sandbox.model.fulfillments import Tracking

TRACKING_URL_TEMPLATES = {
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


def parse_tracking(tracking_input: Mapping[str, Any] | None) -> tuple[Tracking, ...]:
    """Parse a FulfillmentTrackingInput; URLs belong to numbers by position."""
    if not tracking_input:
        return ()
    company = tracking_input.get("company")
    numbers = tracking_input.get("numbers") or _to_list(tracking_input.get("number"))
    urls = tracking_input.get("urls") or _to_list(tracking_input.get("url"))
    count = max(len(numbers), len(urls), 1 if company else 0)
    return tuple(_build_tracking(company, _get_item(numbers, index), _get_item(urls, index)) for index in range(count))


def _build_tracking(company: str | None, number: str | None, url: str | None) -> Tracking:
    url_template = TRACKING_URL_TEMPLATES.get(company or "")
    if url is None and url_template and number:
        url = url_template.format(quote(number, safe=""))
    return Tracking(company=company, number=number, url=url)


def _to_list(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _get_item(values: list[str], index: int) -> str | None:
    return values[index] if index < len(values) else None
