"""Batches."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.endpoint import Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.pages import build_page
from novex_shopify.entrypoints.sandbox.easypost.payloads.batches import build_batch
from novex_shopify.entrypoints.sandbox.easypost.shipping import batches
from novex_shopify.entrypoints.sandbox.easypost.shipping.scan_forms import create_scan_form

JsonObject = dict[str, Any]


async def create_batch(call: Call) -> JsonObject:
    return build_batch(batches.create_batch(call.state, call.account, call.fields.get("batch") or {}, call.url))


async def get_batch(call: Call) -> JsonObject:
    return build_batch(call.account.get_batch(call.resource_id))


async def list_batches(call: Call) -> JsonObject:
    return build_page(call, "batches", [build_batch(each) for each in call.account.batches.values()])


async def add_batch_shipments(call: Call) -> JsonObject:
    batch = call.account.get_batch(call.resource_id)
    batches.add_shipments(call.state, call.account, batch, call.fields.get("shipments") or [])
    return build_batch(batch)


async def remove_batch_shipments(call: Call) -> JsonObject:
    batch = call.account.get_batch(call.resource_id)
    batches.remove_shipments(call.state, call.account, batch, call.fields.get("shipments") or [])
    return build_batch(batch)


async def buy_batch(call: Call) -> JsonObject:
    batch = call.account.get_batch(call.resource_id)
    batches.buy_batch(call.state, batch)
    return build_batch(batch)


async def create_batch_label(call: Call) -> JsonObject:
    batch = call.account.get_batch(call.resource_id)
    batches.request_batch_label(call.state, batch)
    return build_batch(batch)


async def create_batch_scan_form(call: Call) -> JsonObject:
    batch = call.account.get_batch(call.resource_id)
    ids = [each.id for each in batch.shipments]
    batch.scan_form = create_scan_form(call.state, call.account, ids, call.url)
    return build_batch(batch)


routes = [
    build_route("POST", "/batches", create_batch),
    build_route("GET", "/batches", list_batches),
    build_route("GET", "/batches/{id}", get_batch),
    build_route("POST", "/batches/{id}/add_shipments", add_batch_shipments),
    build_route("POST", "/batches/{id}/remove_shipments", remove_batch_shipments),
    build_route("POST", "/batches/{id}/buy", buy_batch),
    build_route("POST", "/batches/{id}/label", create_batch_label),
    build_route("POST", "/batches/{id}/scan_form", create_batch_scan_form),
]
