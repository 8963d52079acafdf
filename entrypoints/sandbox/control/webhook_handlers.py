"""Control API: shows webhooks, and makes them and the Admin API fail."""

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.control.responses import serialize_delivery
from novex_shopify.entrypoints.sandbox.control.routing import JsonObject, build_route
from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.model.bulk_faults import BulkFault
from novex_shopify.entrypoints.sandbox.model.faults import ApiFault
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.requests import DropRateRequest, RedeliveryRequest, parse_request
from novex_shopify.entrypoints.sandbox.state import SandboxState


async def create_fault(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Make the next calls of the Admin API fail."""
    fault = parse_request(ApiFault, body)
    shop.faults.add(fault)
    return {"operation_name": fault.operation_name, "kind": fault.kind, "times": fault.times}


async def create_bulk_fault(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Make the bulk operations that start from now on fail."""
    fault = parse_request(BulkFault, body)
    shop.bulk_faults.add(fault)
    return {"final_status": fault.final_status, "damage": fault.damage, "times": fault.times}


async def list_deliveries(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """List deliveries, oldest first; the parameter `topic` filters them."""
    topic = request.query_params.get("topic")
    found = [delivery for delivery in shop.deliveries.values() if topic in (None, delivery.topic)]
    return {"deliveries": [serialize_delivery(delivery) for delivery in found]}


async def set_drop_rate(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Drop a share of the webhooks instead of sending them."""
    shop.webhook_drop_rate = parse_request(DropRateRequest, body).drop_rate
    return {"drop_rate": shop.webhook_drop_rate}


async def redeliver_webhook(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Send a delivery again at once, and return how it was answered."""
    redelivery, webhook_id = parse_request(RedeliveryRequest, body), request.path_params["webhook_id"]
    if webhook_id not in shop.deliveries:
        raise NotFound(f"{shop.domain} has sent no delivery with the id {webhook_id}")
    delivery, attempt = await state.webhook_sender.redeliver(
        shop, shop.deliveries[webhook_id], as_new=redelivery.as_new, forge_signature=redelivery.forge_signature
    )
    return {"webhook_id": delivery.webhook_id, "status_code": attempt.status_code, "error": attempt.error}


routes = [
    build_route("GET", "/deliveries", list_deliveries),
    build_route("POST", "/deliveries/{webhook_id}/redeliver", redeliver_webhook),
    build_route("POST", "/drop-rate", set_drop_rate),
    build_route("POST", "/faults", create_fault, 201),
    build_route("POST", "/bulk-faults", create_bulk_fault, 201),
]
