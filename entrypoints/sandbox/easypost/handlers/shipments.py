"""Shipments: create, find, rate, buy, refund, insure, print."""

from decimal import Decimal, InvalidOperation
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.errors import build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.labels.files import EXTENSIONS, issue_form, issue_label
from novex_shopify.entrypoints.sandbox.easypost.model.faults import FaultKind
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import Shipment
from novex_shopify.entrypoints.sandbox.easypost.pages import build_page
from novex_shopify.entrypoints.sandbox.easypost.payloads.shipments import build_rate, build_shipment, build_smart_rate
from novex_shopify.entrypoints.sandbox.easypost.shipping import creation
from novex_shopify.entrypoints.sandbox.easypost.shipping.insurance import insure_shipment
from novex_shopify.entrypoints.sandbox.easypost.shipping.purchase import buy_postage, sell_service
from novex_shopify.entrypoints.sandbox.easypost.shipping.rating import raise_prices, rate_shipment
from novex_shopify.entrypoints.sandbox.easypost.shipping.refunds import request_refund

JsonObject = dict[str, Any]


async def create_shipment(call: Call) -> JsonObject:
    """A request with a service buys at once, as EasyPost does it."""
    fields = call.fields.get("shipment")
    shipment = creation.create_shipment(call.account, fields, call.state.clock())
    if fields and fields.get("service"):
        sell_service(call.state, call.account, shipment, fields["service"], call.url)
        if insurance := _read_amount(fields.get("insurance")):
            insure_shipment(call.state, call.account, shipment, insurance)
    return build_shipment(shipment)


async def get_shipment(call: Call) -> JsonObject:
    return build_shipment(_find(call))


async def list_shipments(call: Call) -> JsonObject:
    """By default only those that were bought."""
    only_bought = call.request.query_params.get("purchased", "true").lower() != "false"
    found = [each for each in call.account.shipments.values() if each.label or not only_bought]
    return build_page(call, "shipments", [build_shipment(each) for each in found])


async def buy_shipment(call: Call) -> JsonObject:
    shipment = _find(call)
    await buy_postage(call.state, call.account, shipment, call.fields, call.url)
    return build_shipment(shipment)


async def rerate_shipment(call: Call) -> JsonObject:
    """New rates with new ids, and nothing else."""
    shipment = _find(call)
    if shipment.label:
        raise build_invalid("SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment.")
    rate_shipment(call.account, shipment, call.state.clock())
    if fault := call.account.faults.take(FaultKind.PRICE_CHANGE):
        raise_prices(shipment, fault.percent)
    return {"rates": [build_rate(each, shipment.mode) for each in shipment.rates]}


async def refund_shipment(call: Call) -> JsonObject:
    shipment = _find(call)
    request_refund(call.state, call.account, shipment)
    return build_shipment(shipment)


async def insure_bought_shipment(call: Call) -> JsonObject:
    shipment, amount = _find(call), _read_amount(call.fields.get("amount"))
    insure_shipment(call.state, call.account, shipment, amount)
    return build_shipment(shipment)


async def convert_label(call: Call) -> JsonObject:
    """Give a label another format; only one that was bought as PNG can be converted."""
    shipment = _find(call)
    file_format = call.request.query_params.get("file_format", "").upper()
    if shipment.label is None:
        raise build_invalid("SHIPMENT.POSTAGE.REQUIRED", "Postage is required to convert a label.")
    if file_format not in EXTENSIONS:
        raise build_invalid("SHIPMENT.POSTAGE.INVALID_FORMAT", "file_format must be PNG, PDF, ZPL or EPL2.")
    if shipment.label.file_format not in ("PNG", file_format):
        message = f"A {shipment.label.file_format} label cannot be converted."
        raise build_invalid("SHIPMENT.POSTAGE.FORMAT_UNAVAILABLE", message)
    if file_format not in shipment.label.urls:
        issue_label(call.account, shipment, file_format, call.url, call.state.clock())
    return build_shipment(shipment)


async def create_form(call: Call) -> JsonObject:
    shipment, fields = _find(call), call.fields.get("form") or {}
    if not fields.get("type"):
        raise build_missing_parameter("type")
    issue_form(call.account, shipment, fields["type"], call.url, call.state.clock())
    return build_shipment(shipment)


async def get_smart_rates(call: Call) -> JsonObject:
    shipment = _find(call)
    return {"result": [build_smart_rate(each, shipment.mode) for each in shipment.rates]}


def _find(call: Call) -> Shipment:
    return creation.find_shipment(
        call.account, call.resource_id, newest_first=call.state.settings.newest_reference_wins
    )


def _read_amount(given: Any) -> Decimal:
    try:
        return Decimal(str(given or 0))
    except InvalidOperation:
        raise build_invalid("INSURANCE.PARAMETERS.INVALID", f"'{given}' is not an amount.") from None


routes = [
    build_route("POST", "/shipments", create_shipment, 201),
    build_route("GET", "/shipments", list_shipments),
    build_route("GET", "/shipments/{id}", get_shipment),
    build_route("POST", "/shipments/{id}/buy", buy_shipment),
    build_route("POST", "/shipments/{id}/rerate", rerate_shipment),
    build_route("POST", "/shipments/{id}/refund", refund_shipment),
    build_route("POST", "/shipments/{id}/insure", insure_bought_shipment),
    build_route("GET", "/shipments/{id}/label", convert_label),
    build_route("POST", "/shipments/{id}/forms", create_form, 201),
    build_route("GET", "/shipments/{id}/smartrate", get_smart_rates),
]
