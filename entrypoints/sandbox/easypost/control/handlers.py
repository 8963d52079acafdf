"""Control API: plans failures, acts as the carriers, and shows what an account has."""

from collections.abc import Mapping
from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.control.requests import (
    DeliveryPlanRequest,
    KeyRequest,
    RedeliveryRequest,
    ReleaseRequest,
    SettlementRequest,
    TrackingRequest,
)
from novex_shopify.entrypoints.sandbox.easypost.control.responses import serialize_account, serialize_delivery
from novex_shopify.entrypoints.sandbox.easypost.control.routing import ControlCall, build_control_route
from novex_shopify.entrypoints.sandbox.easypost.handlers.routes import OPERATIONS
from novex_shopify.entrypoints.sandbox.easypost.model.faults import ANY_OPERATION, ApiFault
from novex_shopify.entrypoints.sandbox.easypost.model.webhooks import DeliveryPlan
from novex_shopify.entrypoints.sandbox.easypost.shipping.refunds import settle_refund
from novex_shopify.entrypoints.sandbox.easypost.tracking.journeys import report_status
from novex_shopify.entrypoints.sandbox.errors import InvalidInput, NotFound
from novex_shopify.entrypoints.sandbox.requests import parse_request

JsonObject = Mapping[str, Any]


async def show_account(call: ControlCall) -> JsonObject:
    return serialize_account(call.account)


async def set_key(call: ControlCall) -> JsonObject:
    """Disable the key of this mode, or enable it again."""
    call.account.key_is_active = parse_request(KeyRequest, call.body).active
    return {"active": call.account.key_is_active}


async def create_fault(call: ControlCall) -> JsonObject:
    fault = parse_request(ApiFault, call.body)
    if fault.kind in ANY_OPERATION and fault.operation not in OPERATIONS:
        raise InvalidInput(f"operation: '{fault.operation}' is none of {', '.join(OPERATIONS)}")
    call.account.faults.add(fault)
    return {"kind": str(fault.kind), "operation": fault.operation, "times": fault.times}


async def delete_faults(call: ControlCall) -> JsonObject:
    """Forget what was planned and did not happen yet."""
    call.account.faults.clear()
    return {}


async def report_tracking(call: ControlCall) -> JsonObject:
    """Let the carrier report a status, such as return_to_sender; the parcel's journey ends with it."""
    tracking = parse_request(TrackingRequest, call.body)
    code = call.request.path_params["code"]
    tracker = call.account.find_tracker(code)
    if tracker is None:
        raise NotFound(f"There is no tracker of {code} in {call.account.mode} mode")
    report_status(
        call.state,
        call.account,
        tracker,
        status=tracking.status,
        detail=tracking.status_detail,
        message=tracking.message,
    )
    return {"id": tracker.id, "status": tracker.status}


async def settle(call: ControlCall) -> JsonObject:
    """End the refund of a shipment."""
    status = parse_request(SettlementRequest, call.body).status
    shipment = call.account.get_shipment(call.request.path_params["id"])
    settle_refund(call.state, call.account, shipment, status)
    return {"shipment_id": shipment.id, "refund_status": shipment.refund_status}


async def list_deliveries(call: ControlCall) -> JsonObject:
    """Oldest first; the parameter `description` filters them, such as tracker.updated."""
    wanted = call.request.query_params.get("description")
    found = [each for each in call.account.deliveries.values() if wanted in (None, each.event.description)]
    return {"deliveries": [serialize_delivery(each) for each in found]}


async def set_delivery_plan(call: ControlCall) -> JsonObject:
    plan = parse_request(DeliveryPlanRequest, call.body)
    call.account.delivery_plan = DeliveryPlan(plan.copies, plan.drop_rate, plan.hold)
    return {"copies": plan.copies, "drop_rate": plan.drop_rate, "hold": plan.hold}


async def release_deliveries(call: ControlCall) -> JsonObject:
    """Send what was held back, and hold nothing back any more."""
    release = parse_request(ReleaseRequest, call.body)
    call.account.delivery_plan.hold = False
    return {"released": call.state.webhook_sender.release(call.account, is_reversed=release.reverse)}


async def redeliver(call: ControlCall) -> JsonObject:
    """Send a delivery again at once, and return how it was answered."""
    redelivery, delivery_id = parse_request(RedeliveryRequest, call.body), call.request.path_params["id"]
    if delivery_id not in call.account.deliveries:
        raise NotFound(f"There is no delivery with the id {delivery_id} in {call.account.mode} mode")
    attempt = await call.state.webhook_sender.redeliver(
        call.account, call.account.deliveries[delivery_id], forge_signature=redelivery.forge_signature
    )
    return {"status_code": attempt.status_code, "error": attempt.error}


routes = [
    build_control_route("GET", "", show_account),
    build_control_route("PUT", "/key", set_key),
    build_control_route("POST", "/faults", create_fault, 201),
    build_control_route("DELETE", "/faults", delete_faults),
    build_control_route("POST", "/trackers/{code}", report_tracking),
    build_control_route("POST", "/shipments/{id}/settle-refund", settle),
    build_control_route("GET", "/deliveries", list_deliveries),
    build_control_route("PUT", "/delivery-plan", set_delivery_plan),
    build_control_route("POST", "/release", release_deliveries),
    build_control_route("POST", "/deliveries/{id}/redeliver", redeliver),
]
