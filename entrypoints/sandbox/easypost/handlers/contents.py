"""Parcels and customs declarations."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.errors import build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.shipping import contents

JsonObject = dict[str, Any]


async def create_parcel(call: Call) -> JsonObject:
    return contents.create_parcel(call.account, call.fields.get("parcel"), call.state.clock())


async def get_parcel(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "Parcel")


async def create_customs_info(call: Call) -> JsonObject:
    created = contents.create_customs_info(call.account, call.fields.get("customs_info"), call.state.clock())
    if created is None:
        raise build_missing_parameter("customs_info")
    return created


async def get_customs_info(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "CustomsInfo")


async def create_customs_item(call: Call) -> JsonObject:
    if not (fields := call.fields.get("customs_item")):
        raise build_missing_parameter("customs_item")
    return contents.create_customs_item(call.account, fields, call.state.clock())


async def get_customs_item(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "CustomsItem")


routes = [
    build_route("POST", "/parcels", create_parcel, 201),
    build_route("GET", "/parcels/{id}", get_parcel),
    build_route("POST", "/customs_infos", create_customs_info, 201),
    build_route("GET", "/customs_infos/{id}", get_customs_info),
    build_route("POST", "/customs_items", create_customs_item, 201),
    build_route("GET", "/customs_items/{id}", get_customs_item),
]
