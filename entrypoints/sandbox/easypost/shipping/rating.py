"""What each carrier account offers for a shipment, or why it offers nothing."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account, CarrierAccount
from novex_shopify.entrypoints.sandbox.easypost.model.carriers import ALL_CARRIERS, Carrier, Service
from novex_shopify.entrypoints.sandbox.easypost.model.faults import FaultKind
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Rate, Shipment

CENT = Decimal("0.01")
MAX_WEIGHT_OUNCES = 1120
MILITARY_STATES = frozenset(("AA", "AE", "AP"))
POST_OFFICE_BOX = re.compile(r"\bP\.?\s?O\.?\s?BOX\b", re.IGNORECASE)
SATURDAY = 5


def rate_shipment(account: Account, shipment: Shipment, now: datetime) -> None:
    """Replace the rates and the carriers' messages; earlier rates cannot be bought any more."""
    shipment.rates, shipment.messages = [], []
    for carrier_account in account.carrier_accounts.values():
        if shipment.carrier_account_ids and carrier_account.id not in shipment.carrier_account_ids:
            continue
        if objection := _find_objection(account, carrier_account.carrier, shipment):
            shipment.messages.append(_build_message(carrier_account, objection))
        else:
            shipment.rates += [
                _build_rate(shipment, carrier_account, service, now)
                for service in carrier_account.carrier.services
                if service.international == shipment.is_international
                and (service.on_saturday or not shipment.options.get("saturday_delivery"))
            ]


def raise_prices(shipment: Shipment, percent: int) -> None:
    """Make every rate dearer by this percentage."""
    factor = 1 + Decimal(percent) / 100
    shipment.rates = [replace(each, amount=(each.amount * factor).quantize(CENT)) for each in shipment.rates]


def compute_zone(from_zip: str | None, to_zip: str | None) -> int:
    """The distance in zones of USPS, 1 to 8, guessed from the first digits of the ZIP codes."""
    origin, destination = (from_zip or "0")[:3], (to_zip or "0")[:3]
    if origin == destination:
        return 1
    if not (origin[:1].isdigit() and destination[:1].isdigit()):
        return 8
    return min(4 + abs(int(origin[0]) - int(destination[0])), 8)


def _find_objection(account: Account, carrier: Carrier, shipment: Shipment) -> str | None:
    """Why a carrier does not rate the shipment, in its words."""
    if fault := account.faults.take(FaultKind.CARRIER_ERROR, carrier.name):
        return fault.message
    address, package = shipment.recipient, shipment.parcel["predefined_package"]
    is_military = address["state"] in MILITARY_STATES
    street = f"{address['street1']} {address['street2']}"
    if not carrier.serves_post_offices and (is_military or POST_OFFICE_BOX.search(street)):
        return "The destination address is a post office or a military post."
    if package and not _owns_package(carrier, package):
        return f"Invalid predefined_package '{package}' for {carrier.name}."
    if shipment.parcel["weight"] > MAX_WEIGHT_OUNCES and carrier.serves_post_offices:
        return "Package exceeds maximum weight of 70 lbs."
    if shipment.options.get("dry_ice") and not carrier.ships_dry_ice:
        return "Dry ice is not supported."
    return None


def _owns_package(carrier: Carrier, package: str) -> bool:
    owner = next((each for each in ALL_CARRIERS if package.startswith(each.box_prefixes or ("-",))), None)
    return owner is carrier if owner else carrier.serves_post_offices


def _build_message(account: CarrierAccount, text: str) -> JsonObject:
    return {
        "carrier": account.carrier.name,
        "carrier_account_id": account.id,
        "type": "rate_error",
        "message": text,
    }


def _build_rate(shipment: Shipment, account: CarrierAccount, service: Service, now: datetime) -> Rate:
    pounds = (Decimal(str(shipment.parcel["weight"])) / 16).to_integral_value(ROUND_CEILING)
    amount = (service.base + service.per_pound * pounds + service.per_zone * shipment.usps_zone).quantize(CENT)
    return Rate(
        id=create_id("rate"),
        shipment_id=shipment.id,
        carrier=account.carrier.name,
        carrier_account_id=account.id,
        service=service.name,
        amount=amount,
        list_amount=(amount * service.list_factor).quantize(CENT),
        retail_amount=(amount * service.retail_factor).quantize(CENT),
        days=service.days,
        delivery_date=_compute_delivery_date(service, now),
        billing_type=account.carrier.billing_type,
        created_at=now,
    )


def _compute_delivery_date(service: Service, now: datetime) -> str | None:
    """Working days after now; USPS names no date."""
    if service.deadline is None:
        return None
    day, left = now.date(), service.days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return f"{day.isoformat()}T{service.deadline}Z"
