"""Parcels and customs declarations."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError, build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account

JsonObject = dict[str, Any]

DIMENSIONS = ("length", "width", "height")


def create_parcel(account: Account, fields: JsonObject | None, now: datetime) -> JsonObject:
    """Store a parcel, in inches and ounces with one decimal, or find the one that is named by its id."""
    if not fields:
        raise build_missing_parameter("parcel")
    if "id" in fields:
        return account.get_resource(fields["id"], "Parcel")
    given = [name for name in DIMENSIONS if fields.get(name) is not None]
    if given and len(given) < len(DIMENSIONS):
        raise build_invalid("PARCEL.PARAMETERS.INVALID", "Give all of length, width and height, or none.")
    return account.add_resource(
        {
            **_begin(account, "prcl", "Parcel", now),
            **{name: _read_number(fields, name, "PARCEL") if name in given else None for name in DIMENSIONS},
            "predefined_package": fields.get("predefined_package"),
            "weight": _read_number(fields, "weight", "PARCEL"),
            "mode": account.mode,
        }
    )


def create_customs_info(account: Account, fields: JsonObject | None, now: datetime) -> JsonObject | None:
    if not fields:
        return None
    if "id" in fields:
        return account.get_resource(fields["id"], "CustomsInfo")
    if fields.get("customs_certify") and not fields.get("customs_signer"):
        raise build_invalid("CUSTOMS_INFO.PARAMETERS.INVALID", "customs_signer is required to certify.")
    if fields.get("contents_type") == "other" and not fields.get("contents_explanation"):
        raise build_invalid("CUSTOMS_INFO.PARAMETERS.INVALID", "contents_explanation is required for other contents.")
    return account.add_resource(
        {
            **_begin(account, "cstinfo", "CustomsInfo", now),
            "contents_explanation": fields.get("contents_explanation"),
            "contents_type": fields.get("contents_type"),
            "customs_certify": bool(fields.get("customs_certify")),
            "customs_signer": fields.get("customs_signer"),
            "eel_pfc": fields.get("eel_pfc"),
            "non_delivery_option": fields.get("non_delivery_option") or "return",
            "restriction_comments": fields.get("restriction_comments"),
            "restriction_type": fields.get("restriction_type") or "none",
            "mode": account.mode,
            "declaration": fields.get("declaration"),
            "customs_items": [create_customs_item(account, each, now) for each in fields.get("customs_items", [])],
        }
    )


def create_customs_item(account: Account, fields: JsonObject, now: datetime) -> JsonObject:
    """Value and weight are those of the whole line: unit times quantity."""
    if "id" in fields:
        return account.get_resource(fields["id"], "CustomsItem")
    return account.add_resource(
        {
            **_begin(account, "cstitem", "CustomsItem", now),
            "description": fields.get("description"),
            "hs_tariff_number": fields.get("hs_tariff_number"),
            "origin_country": fields.get("origin_country"),
            "quantity": int(_read_number(fields, "quantity", "CUSTOMS_ITEM")),
            "value": str(fields.get("value", "0")),
            "weight": _read_number(fields, "weight", "CUSTOMS_ITEM", places=3),
            "code": fields.get("code"),
            "mode": account.mode,
            "manufacturer": fields.get("manufacturer"),
            "currency": fields.get("currency"),
            "eccn": fields.get("eccn"),
            "printed_commodity_identifier": fields.get("printed_commodity_identifier"),
        }
    )


def _begin(account: Account, prefix: str, object_name: str, now: datetime) -> JsonObject:
    moment = format_time(now)
    return {"id": create_id(prefix), "object": object_name, "created_at": moment, "updated_at": moment}


def _read_number(fields: JsonObject, name: str, subject: str, places: int = 1) -> float:
    """A positive number with this number of decimals, also from a text. Raises an error that names the field."""
    if fields.get(name) is None:
        raise EasyPostError(
            422,
            "PARAMETER.REQUIRED",
            "Missing required parameter.",
            {"field": name, "message": "cannot be blank"},
        )
    try:
        number = Decimal(str(fields[name]))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number <= 0:
        raise build_invalid(f"{subject}.PARAMETERS.INVALID", f"{name} must be a number greater than 0.")
    return float(round(number, places))
