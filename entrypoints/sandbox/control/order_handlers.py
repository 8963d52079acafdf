"""Control API: acts as the merchant and the customers on orders, their refunds and returns."""

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.control.responses import serialize_order
from novex_shopify.entrypoints.sandbox.control.routing import JsonObject, build_route, get_resource_id
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.orders.order_actions import cancel_order, change_order, delete_order, place_order
from novex_shopify.entrypoints.sandbox.orders.refund_actions import refund_order, settle_refund
from novex_shopify.entrypoints.sandbox.orders.return_actions import add_return, change_return
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.payloads.returns import build_return_payload
from novex_shopify.entrypoints.sandbox.requests import (
    CancellationRequest,
    OrderRequest,
    OrderUpdateRequest,
    RefundRequest,
    ReturnRequest,
    get_changed_fields,
    parse_request,
)
from novex_shopify.entrypoints.sandbox.state import SandboxState


async def list_orders(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"orders": [serialize_order(shop, order) for order in shop.orders.values()]}


async def get_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_order(shop, shop.get_order(get_resource_id(request)))


async def create_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Place an order; what the body leaves open is filled in."""
    order = state.publish_and_route_order(shop, place_order(shop, parse_request(OrderRequest, body)))
    return build_order_payload(shop, order)


async def update_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_order(shop, get_resource_id(request), get_changed_fields(parse_request(OrderUpdateRequest, body)))
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def create_cancellation(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    cancellation = parse_request(CancellationRequest, body)
    outcome = cancel_order(shop, get_resource_id(request), cancellation.reason, restock=cancellation.restock)
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def create_refund(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = refund_order(shop, get_resource_id(request), parse_request(RefundRequest, body))
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def settle_pending_refund(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Complete the payment of a pending refund."""
    outcome = settle_refund(shop, get_resource_id(request), request.path_params["refund"])
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def create_return(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = add_return(shop, get_resource_id(request), parse_request(ReturnRequest, body))
    order = state.publish_outcome(shop, outcome)
    return build_return_payload(order, order.returns[-1])


async def update_return(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Approve, decline, cancel, process, close or reopen a return."""
    return_id = request.path_params["return_id"]
    outcome = change_return(shop, get_resource_id(request), return_id, request.path_params["action"])
    order = state.publish_outcome(shop, outcome)
    return build_return_payload(order, next(each for each in order.returns if each.id == return_id))


async def remove_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_order(shop, get_resource_id(request))).id}


routes = [
    build_route("GET", "/orders", list_orders),
    build_route("POST", "/orders", create_order, 201),
    build_route("GET", "/orders/{id:int}", get_order),
    build_route("PATCH", "/orders/{id:int}", update_order),
    build_route("POST", "/orders/{id:int}/cancel", create_cancellation),
    build_route("POST", "/orders/{id:int}/refunds", create_refund),
    build_route("POST", "/orders/{id:int}/refunds/{refund:int}/settle", settle_pending_refund),
    build_route("POST", "/orders/{id:int}/returns", create_return, 201),
    build_route("POST", "/orders/{id:int}/returns/{return_id:int}/{action}", update_return),
    build_route("DELETE", "/orders/{id:int}", remove_order),
]
