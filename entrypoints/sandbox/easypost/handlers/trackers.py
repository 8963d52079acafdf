"""Trackers."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.endpoint import Answer, Call, build_route
from novex_shopify.entrypoints.sandbox.easypost.errors import build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.pages import build_page
from novex_shopify.entrypoints.sandbox.easypost.payloads.trackers import build_tracker
from novex_shopify.entrypoints.sandbox.easypost.tracking.registration import find_or_start_tracker

JsonObject = dict[str, Any]


async def create_tracker(call: Call) -> Answer:
    """201 for a new one, 200 for the one that exists."""
    if not (fields := call.fields.get("tracker")):
        raise build_missing_parameter("tracker")
    tracker, is_new = find_or_start_tracker(
        call.state, call.account, fields.get("tracking_code"), fields.get("carrier")
    )
    return Answer(build_tracker(tracker), 201 if is_new else 200)


async def get_tracker(call: Call) -> JsonObject:
    return build_tracker(call.account.get_tracker(call.resource_id))


async def list_trackers(call: Call) -> JsonObject:
    parameters = call.request.query_params
    carrier = parameters.get("carrier")
    codes = [*parameters.getlist("tracking_codes[]"), *parameters.getlist("tracking_code")]
    found = [
        each
        for each in call.account.trackers.values()
        if carrier in (None, each.carrier) and (not codes or each.tracking_code in codes)
    ]
    return build_page(call, "trackers", [build_tracker(each) for each in found])


async def find_trackers(call: Call) -> JsonObject:
    """Several at once, by their codes."""
    codes = call.fields.get("tracking_codes") or []
    found = [each for each in call.account.trackers.values() if each.tracking_code in codes]
    return {"trackers": [build_tracker(each) for each in found], "has_more": False}


async def delete_tracker(call: Call) -> JsonObject:
    """From then on it sends no events."""
    del call.account.trackers[call.account.get_tracker(call.resource_id).id]
    return {"success": True}


routes = [
    build_route("POST", "/trackers", create_tracker, 201),
    build_route("POST", "/trackers/batch", find_trackers),
    build_route("GET", "/trackers", list_trackers),
    build_route("GET", "/trackers/{id}", get_tracker),
    build_route("DELETE", "/trackers/{id}", delete_tracker),
]
