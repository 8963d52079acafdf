"""Carrier accounts, and what is known of the carriers."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError
from novex_shopify.entrypoints.sandbox.easypost.model.account import CarrierAccount
from novex_shopify.entrypoints.sandbox.easypost.model.carriers import ALL_CARRIERS, Carrier

JsonObject = dict[str, Any]

UNSURE_DAYS = 10
"""A service that takes as long promises no time."""


async def get_carrier_accounts(call: Call) -> list[JsonObject]:
    """Only for the key of production."""
    if call.account.is_test:
        raise EasyPostError(403, "MODE.UNAUTHORIZED", "This resource requires a production API key.")
    return [_build_carrier_account(each) for each in call.account.carrier_accounts.values()]


async def get_carrier_metadata(call: Call) -> JsonObject:
    """Filtered by the parameters `carriers`, whose names are in lower case here, and `types`."""
    parameters = call.request.query_params
    names = [each for each in parameters.get("carriers", "").split(",") if each]
    types = [each for each in parameters.get("types", "").split(",") if each]
    found = [_build_metadata(each) for each in ALL_CARRIERS if not names or each.name.lower() in names]
    always = ("name", "human_readable")
    return {
        "carriers": [
            {key: value for key, value in each.items() if not types or key in (*always, *types)} for each in found
        ]
    }


def _build_carrier_account(account: CarrierAccount) -> JsonObject:
    carrier, moment = account.carrier, format_time(account.created_at)
    return {
        "id": account.id,
        "object": "CarrierAccount",
        "type": carrier.account_type,
        "created_at": moment,
        "updated_at": moment,
        "description": f"{carrier.readable} account",
        "reference": None,
        "billing_type": carrier.billing_type,
        "readable": carrier.readable,
        "logo": None,
        "fields": {},
        "clone": False,
        "credentials": {},
        "test_credentials": {},
    }


def _build_metadata(carrier: Carrier) -> JsonObject:
    name = carrier.name.lower()
    packages = _read_packages().get(carrier.name, [])
    return {
        "name": name,
        "human_readable": carrier.readable,
        "service_levels": [
            {
                "name": each.name,
                "carrier": name,
                "human_readable": each.name,
                "description": f"{each.days} business days" if each.days < UNSURE_DAYS else None,
                "dimensions": ["Combined length and girth < 108in"],
                "max_weight": 1120.0,
            }
            for each in carrier.services
        ],
        "predefined_packages": [
            {
                "name": each["name"],
                "carrier": name,
                "human_readable": None,
                "description": None,
                "dimensions": each["dimensions"],
                "max_weight": each.get("max_weight"),
            }
            for each in packages
        ],
        "shipment_options": [],
        "supported_features": [],
    }


@cache
def _read_packages() -> dict[str, list[JsonObject]]:
    """The carriers' own boxes, with their sizes as the carriers write them."""
    content: dict[str, list[JsonObject]] = json.loads((Path(__file__).parent / "packages.json").read_text("utf-8"))
    return content


routes = [
    build_route("GET", "/carrier_accounts", get_carrier_accounts),
    build_route("GET", "/metadata/carriers", get_carrier_metadata),
]
