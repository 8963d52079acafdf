"""Creates shipments, and finds them again."""

from datetime import datetime
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.errors import build_invalid, build_missing_parameter, build_not_found
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment
from novex_shopify.entrypoints.sandbox.easypost.shipping.addresses import create_address
from novex_shopify.entrypoints.sandbox.easypost.shipping.contents import create_customs_info, create_parcel
from novex_shopify.entrypoints.sandbox.easypost.shipping.rating import compute_zone, rate_shipment

LABEL_FORMATS = ("PNG", "PDF", "ZPL", "EPL2")


def create_shipment(account: Account, fields: JsonObject | None, now: datetime) -> Shipment:
    """Store a shipment with the rates of all carrier accounts, or of those that the request names."""
    if not fields:
        raise build_missing_parameter("shipment")
    to_address = create_address(account, fields.get("to_address"), "to_address", now)
    from_address = create_address(account, fields.get("from_address"), "from_address", now)
    shipment = Shipment(
        id=create_id("shp"),
        mode=account.mode,
        created_at=now,
        updated_at=now,
        reference=fields.get("reference"),
        to_address=to_address,
        from_address=from_address,
        return_address=_create_other_address(account, fields, "return_address", from_address, now),
        buyer_address=_create_other_address(account, fields, "buyer_address", to_address, now),
        parcel=create_parcel(account, fields.get("parcel"), now),
        customs_info=create_customs_info(account, fields.get("customs_info"), now),
        options=_complete_options(fields.get("options") or {}),
        is_return=bool(fields.get("is_return")),
        carrier_account_ids=_read_carrier_accounts(account, fields.get("carrier_accounts") or []),
        usps_zone=compute_zone(from_address["zip"], to_address["zip"]),
    )
    rate_shipment(account, shipment, now)
    account.shipments[shipment.id] = shipment
    return shipment


def find_shipment(account: Account, id_or_reference: str, *, newest_first: bool) -> Shipment:
    """By id, or by reference: of several with the same one, EasyPost does not say which it returns."""
    if id_or_reference in account.shipments:
        return account.shipments[id_or_reference]
    found = [each for each in account.shipments.values() if each.reference == id_or_reference]
    if not found:
        raise build_not_found(id_or_reference)
    return found[-1] if newest_first else found[0]


def _create_other_address(
    account: Account, fields: JsonObject, name: str, default: JsonObject, now: datetime
) -> JsonObject:
    return create_address(account, fields[name], name, now) if fields.get(name) else default


def _complete_options(options: JsonObject) -> JsonObject:
    if (label_format := options.get("label_format")) and label_format not in LABEL_FORMATS:
        raise build_invalid("SHIPMENT.OPTIONS.INVALID", f"label_format must be one of {', '.join(LABEL_FORMATS)}.")
    return {**options, "currency": "USD", "payment": options.get("payment", {"type": "SENDER"}), "date_advance": 0}


def _read_carrier_accounts(account: Account, given: list[Any]) -> tuple[str, ...]:
    """Ids, or objects with an id."""
    ids = tuple(each["id"] if isinstance(each, dict) else each for each in given)
    for each in ids:
        if each not in account.carrier_accounts:
            raise build_not_found(each)
    return ids
