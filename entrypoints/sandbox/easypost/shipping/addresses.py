"""Addresses and their verification."""

import re
from datetime import datetime
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_offset_time
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account

JsonObject = dict[str, Any]

TEXT_FIELDS = ("name", "company", "street1", "street2", "city", "state", "zip")
PLACES = {
    "0": (40.71304, -74.00723, "America/New_York"),
    "1": (40.71304, -74.00723, "America/New_York"),
    "2": (38.89511, -77.03637, "America/New_York"),
    "3": (33.74900, -84.38798, "America/New_York"),
    "4": (39.96118, -82.99879, "America/New_York"),
    "5": (44.97775, -93.26501, "America/Chicago"),
    "6": (41.87811, -87.62980, "America/Chicago"),
    "7": (29.76043, -95.36980, "America/Chicago"),
    "8": (39.73924, -104.99025, "America/Denver"),
    "9": (33.84360, -118.39177, "America/Los_Angeles"),
}
"""Where a ZIP code is, by its first digit."""


def create_address(account: Account, fields: JsonObject | None, name: str, now: datetime) -> JsonObject:
    """Store a new address, or find the one that is named by its id. A missing country becomes US, without a warning."""
    if not fields:
        raise build_missing_parameter(name)
    if "id" in fields:
        return account.get_resource(fields["id"], "Address")
    return account.add_resource(
        {
            "id": create_id("adr"),
            "object": "Address",
            "created_at": format_offset_time(now),
            "updated_at": format_offset_time(now),
            **{field: fields.get(field) for field in TEXT_FIELDS},
            "country": fields.get("country") or "US",
            "phone": fields.get("phone"),
            "email": fields.get("email"),
            "mode": account.mode,
            "carrier_facility": fields.get("carrier_facility"),
            "residential": fields.get("residential"),
            "federal_tax_id": fields.get("federal_tax_id"),
            "state_tax_id": fields.get("state_tax_id"),
            "verifications": {},
        }
    )


def find_address_errors(address: JsonObject, *, international: bool) -> list[JsonObject]:
    """What the verification says against an address: nothing, if it is deliverable."""
    if address["country"] != "US":
        message = "International verification is not enabled for this account"
        return [] if international else [_build_error("ADDRESS.VERIFY.INTL_NOT_ENABLED", "country", message)]
    errors = []
    street, zip_code = address["street1"] or "", address["zip"] or ""
    if not re.fullmatch(r"\d{5}(-\d{4})?", zip_code) or zip_code < "00501" or "unknown" in street.lower():
        errors.append(_build_error("E.ADDRESS.NOT_FOUND", "address", "Address not found"))
    if not any(each.isdigit() for each in street):
        errors.append(_build_error("E.HOUSE_NUMBER.MISSING", "street1", "House number is missing"))
    return errors


def verify_address(address: JsonObject, now: datetime, *, international: bool) -> list[JsonObject]:
    """Write the result into the address, which is normalised if it is right, and return the errors."""
    if errors := find_address_errors(address, international=international):
        failed = {"success": False, "errors": errors}
        address["verifications"] = {"zip4": {**failed, "details": None}, "delivery": {**failed, "details": {}}}
    else:
        normalise_address(address, now)
        if address["street2"]:
            address["street1"], address["street2"] = f"{address['street1']} {address['street2']}", ""
    return errors


def note_carrier_objection(address: JsonObject, carrier: str) -> None:
    """A verification by a carrier succeeds with errors beside it, if the carrier does not know the address."""
    objection = _build_error("E.ADDRESS.NOT_FOUND", "address", f"Address not found by {carrier}")
    passed = {"success": True, "errors": [objection]}
    address["verifications"] = {"zip4": {**passed, "details": None}, "delivery": {**passed, "details": {}}}


def refuse_unverified(errors: list[JsonObject]) -> None:
    if errors:
        raise EasyPostError(422, "ADDRESS.VERIFY.FAILURE", "Unable to verify address.", *errors)


def normalise_address(address: JsonObject, now: datetime) -> None:
    """Rewrite it as the postal service writes it: upper case, nine-digit ZIP code."""
    for field in TEXT_FIELDS:
        address[field] = address[field].upper() if address[field] else address[field]
    address["street2"] = address["street2"] or ""
    if address["country"] == "US" and re.fullmatch(r"\d{5}", address["zip"] or ""):
        address["zip"] += f"-{sum(map(ord, address['street1'] or '')) % 9000 + 1000}"
    address["residential"] = not address["company"]
    address["updated_at"] = format_offset_time(now)
    latitude, longitude, time_zone = PLACES.get((address["zip"] or "0")[0], PLACES["9"])
    details = {"latitude": latitude, "longitude": longitude, "time_zone": time_zone}
    passed = {"success": True, "errors": []}
    address["verifications"] = {"zip4": {**passed, "details": None}, "delivery": {**passed, "details": details}}


def _build_error(code: str, field: str, message: str) -> JsonObject:
    return {"code": code, "field": field, "message": message, "suggestion": None}
