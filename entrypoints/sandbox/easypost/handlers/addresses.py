"""Addresses and end shippers."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_offset_time
from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.errors import build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.pages import build_page
from novex_shopify.entrypoints.sandbox.easypost.shipping import addresses

JsonObject = dict[str, Any]

END_SHIPPER_FIELDS = (*addresses.TEXT_FIELDS, "country", "phone", "email")
OPTIONAL_FIELDS = frozenset(("name", "company", "street2"))


async def create_address(call: Call) -> JsonObject:
    """`verify`, `verify_strict` and `verify_carrier` stand outside the address."""
    fields = call.fields.get("address")
    address = addresses.create_address(call.account, fields, "address", call.state.clock())
    if call.fields.get("verify") or call.fields.get("verify_strict"):
        errors = _verify(call, address)
        if call.fields.get("verify_strict"):
            addresses.refuse_unverified(errors)
    if carrier := call.fields.get("verify_carrier"):
        _verify_by_carrier(call, address, carrier)
    return address


async def create_verified_address(call: Call) -> JsonObject:
    address = addresses.create_address(call.account, call.fields.get("address"), "address", call.state.clock())
    if carrier := call.fields.get("verify_carrier"):
        _verify_by_carrier(call, address, carrier)
    else:
        addresses.refuse_unverified(_verify(call, address))
    return {"address": address}


async def verify_address(call: Call) -> JsonObject:
    address = call.account.get_resource(call.resource_id, "Address")
    addresses.refuse_unverified(_verify(call, address))
    return {"address": address}


async def get_address(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "Address")


async def list_addresses(call: Call) -> JsonObject:
    return build_page(call, "addresses", call.account.list_resources("Address"))


async def create_end_shipper(call: Call) -> JsonObject:
    """The person or company responsible for a box. Every field is needed but name or company, and street2."""
    moment = format_offset_time(call.state.clock())
    created = {"id": create_id("es"), "object": "EndShipper", "mode": call.account.mode}
    fields = _read_end_shipper(call)
    return call.account.add_resource({**created, "created_at": moment, "updated_at": moment, **fields})


async def update_end_shipper(call: Call) -> JsonObject:
    end_shipper = call.account.get_resource(call.resource_id, "EndShipper")
    end_shipper.update(_read_end_shipper(call), updated_at=format_offset_time(call.state.clock()))
    return end_shipper


async def get_end_shipper(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "EndShipper")


async def list_end_shippers(call: Call) -> JsonObject:
    return build_page(call, "end_shippers", call.account.list_resources("EndShipper"))


def _verify(call: Call, address: JsonObject) -> list[JsonObject]:
    international = call.state.settings.international_verification
    return addresses.verify_address(address, call.state.clock(), international=international)


def _verify_by_carrier(call: Call, address: JsonObject, carrier: str) -> None:
    if addresses.find_address_errors(address, international=True):
        addresses.note_carrier_objection(address, carrier)
    else:
        _verify(call, address)


def _read_end_shipper(call: Call) -> JsonObject:
    fields = call.fields.get("address") or call.fields.get("end_shipper") or {}
    for name in END_SHIPPER_FIELDS:
        if name not in OPTIONAL_FIELDS and not fields.get(name):
            raise build_missing_parameter(name)
    if not (fields.get("name") or fields.get("company")):
        raise build_missing_parameter("name")
    return {name: fields.get(name) for name in END_SHIPPER_FIELDS}


routes = [
    build_route("POST", "/addresses", create_address, 201),
    build_route("POST", "/addresses/create_and_verify", create_verified_address),
    build_route("GET", "/addresses", list_addresses),
    build_route("GET", "/addresses/{id}", get_address),
    build_route("GET", "/addresses/{id}/verify", verify_address),
    build_route("POST", "/end_shippers", create_end_shipper, 201),
    build_route("GET", "/end_shippers", list_end_shippers),
    build_route("GET", "/end_shippers/{id}", get_end_shipper),
    build_route("PUT", "/end_shippers/{id}", update_end_shipper),
]
