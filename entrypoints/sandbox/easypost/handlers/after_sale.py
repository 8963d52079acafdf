"""What follows a purchase: refunds, scan forms, and insurance for parcels from elsewhere."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.pages import build_page
from novex_shopify.entrypoints.sandbox.easypost.shipping import scan_forms
from novex_shopify.entrypoints.sandbox.easypost.shipping.insurance import insure_parcel
from novex_shopify.entrypoints.sandbox.easypost.shipping.refunds import request_refunds

JsonObject = dict[str, Any]


async def create_refunds(call: Call) -> list[JsonObject]:
    return request_refunds(call.state, call.account, call.fields.get("refund"))


async def get_refund(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "Refund")


async def list_refunds(call: Call) -> JsonObject:
    return build_page(call, "refunds", call.account.list_resources("Refund"))


async def create_scan_form(call: Call) -> JsonObject:
    """The shipments may also be called `shipment`, and may stand outside `scan_form`."""
    fields = call.fields.get("scan_form") or call.fields
    given = fields.get("shipments") or fields.get("shipment") or []
    return scan_forms.create_scan_form(call.state, call.account, given, call.url)


async def get_scan_form(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "ScanForm")


async def list_scan_forms(call: Call) -> JsonObject:
    return build_page(call, "scan_forms", call.account.list_resources("ScanForm"))


async def create_insurance(call: Call) -> JsonObject:
    return insure_parcel(call.state, call.account, call.fields.get("insurance"))


async def get_insurance(call: Call) -> JsonObject:
    return call.account.get_resource(call.resource_id, "Insurance")


async def list_insurances(call: Call) -> JsonObject:
    return build_page(call, "insurances", call.account.list_resources("Insurance"))


async def refund_insurance(call: Call) -> JsonObject:
    insurance = call.account.get_resource(call.resource_id, "Insurance")
    previous = {"status": insurance["status"]}
    insurance["status"], insurance["updated_at"] = "cancelled", format_time(call.state.clock())
    insurance["messages"] = ["Insurance was cancelled by the user."]
    publish_event(call.state, call.account, "insurance.cancelled", dict(insurance), previous)
    return insurance


routes = [
    build_route("POST", "/refunds", create_refunds, 201),
    build_route("GET", "/refunds", list_refunds),
    build_route("GET", "/refunds/{id}", get_refund),
    build_route("POST", "/scan_forms", create_scan_form),
    build_route("GET", "/scan_forms", list_scan_forms),
    build_route("GET", "/scan_forms/{id}", get_scan_form),
    build_route("POST", "/insurances", create_insurance, 201),
    build_route("GET", "/insurances", list_insurances),
    build_route("GET", "/insurances/{id}", get_insurance),
    build_route("POST", "/insurances/{id}/refund", refund_insurance),
]
