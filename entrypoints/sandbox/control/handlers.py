"""Control API: acts as the merchant, the customers and the failures of a shop."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.control.responses import (
    serialize_delivery,
    serialize_order,
    serialize_product,
    serialize_shop,
)
from novex_shopify.entrypoints.sandbox.customers.customer_actions import (
    add_customer,
    add_many_customers,
    change_consent,
    change_customer,
    delete_customer,
)
from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.model.bulk_faults import BulkFault
from novex_shopify.entrypoints.sandbox.model.faults import ApiFault
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.orders.order_actions import cancel_order, change_order, delete_order, place_order
from novex_shopify.entrypoints.sandbox.orders.refund_actions import refund_order, settle_refund
from novex_shopify.entrypoints.sandbox.orders.return_actions import add_return, change_return
from novex_shopify.entrypoints.sandbox.payloads.customers import build_customer_payload
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.payloads.returns import build_return_payload
from novex_shopify.entrypoints.sandbox.products.product_actions import (
    add_many_products,
    add_product,
    change_product,
    change_variant,
    delete_product,
    delete_variant,
)
from novex_shopify.entrypoints.sandbox.requests import (
    CancellationRequest,
    ConsentRequest,
    CustomerBatchRequest,
    CustomerRequest,
    CustomerUpdateRequest,
    DropRateRequest,
    OrderRequest,
    OrderUpdateRequest,
    ProductBatchRequest,
    ProductRequest,
    ProductUpdateRequest,
    RedeliveryRequest,
    RefundRequest,
    ReturnRequest,
    ScopesRequest,
    SecretRequest,
    VariantUpdateRequest,
    get_changed_fields,
    parse_request,
)
from novex_shopify.entrypoints.sandbox.scopes import remove_implied_scopes
from novex_shopify.entrypoints.sandbox.state import SandboxState, get_state

JsonObject = Mapping[str, Any]
ControlHandler = Callable[[SandboxState, Shop, Request, bytes], Awaitable[JsonObject]]


async def get_shop(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_shop(shop)


async def list_orders(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"orders": [serialize_order(shop, order) for order in shop.orders.values()]}


async def get_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_order(shop, shop.get_order(_get_resource_id(request)))


async def create_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Place an order; what the body leaves open is filled in."""
    order = state.publish_and_route_order(shop, place_order(shop, parse_request(OrderRequest, body)))
    return build_order_payload(shop, order)


async def update_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_order(shop, _get_resource_id(request), get_changed_fields(parse_request(OrderUpdateRequest, body)))
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def create_cancellation(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = cancel_order(shop, _get_resource_id(request), parse_request(CancellationRequest, body).reason)
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def create_refund(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = refund_order(shop, _get_resource_id(request), parse_request(RefundRequest, body))
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def settle_pending_refund(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Complete the payment of a pending refund."""
    outcome = settle_refund(shop, _get_resource_id(request), request.path_params["refund"])
    return build_order_payload(shop, state.publish_outcome(shop, outcome))


async def create_return(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = add_return(shop, _get_resource_id(request), parse_request(ReturnRequest, body))
    order = state.publish_outcome(shop, outcome)
    return build_return_payload(order, order.returns[-1])


async def update_return(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Approve, decline, cancel, process, close or reopen a return."""
    return_id = request.path_params["return_id"]
    outcome = change_return(shop, _get_resource_id(request), return_id, request.path_params["action"])
    order = state.publish_outcome(shop, outcome)
    return build_return_payload(order, next(each for each in order.returns if each.id == return_id))


async def remove_order(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_order(shop, _get_resource_id(request))).id}


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


async def list_customers(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    currency = shop.settings.currency
    return {"customers": [build_customer_payload(customer, currency) for customer in shop.customers.values()]}


async def create_customer(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    customer = state.publish_outcome(shop, add_customer(shop, parse_request(CustomerRequest, body)))
    return build_customer_payload(customer, shop.settings.currency)


async def update_customer(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_customer(
        shop, _get_resource_id(request), get_changed_fields(parse_request(CustomerUpdateRequest, body))
    )
    return build_customer_payload(state.publish_outcome(shop, outcome), shop.settings.currency)


async def create_customer_batch(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Add many customers without sending webhooks."""
    return {"customers": add_many_customers(shop, parse_request(CustomerBatchRequest, body))}


async def remove_customer(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_customer(shop, _get_resource_id(request))).id}


async def update_consent(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_consent(shop, _get_resource_id(request), parse_request(ConsentRequest, body))
    return build_customer_payload(state.publish_outcome(shop, outcome), shop.settings.currency)


async def list_products(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"products": [serialize_product(product) for product in shop.products.values()]}


async def create_product(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_product(state.publish_outcome(shop, add_product(shop, parse_request(ProductRequest, body))))


async def create_product_batch(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Add many products without sending webhooks."""
    return {"products": add_many_products(shop, parse_request(ProductBatchRequest, body))}


async def update_product(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_product(
        shop, _get_resource_id(request), get_changed_fields(parse_request(ProductUpdateRequest, body))
    )
    return serialize_product(state.publish_outcome(shop, outcome))


async def remove_product(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_product(shop, _get_resource_id(request))).id}


async def update_variant(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_variant(
        shop, _get_resource_id(request), get_changed_fields(parse_request(VariantUpdateRequest, body))
    )
    return serialize_product(state.publish_outcome(shop, outcome))


async def remove_variant(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_product(state.publish_outcome(shop, delete_variant(shop, _get_resource_id(request))))


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


async def install_app(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Install the app without consent page and token, as client credentials need it."""
    shop.installation.install(remove_implied_scopes(parse_request(ScopesRequest, body).scopes), state.clock())
    return serialize_shop(shop)


async def create_token(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Issue a permanent token, as a custom app has it."""
    now = state.clock()
    shop.installation.install(remove_implied_scopes(parse_request(ScopesRequest, body).scopes), now)
    token = shop.installation.issue_token(lifetime=None, now=now)
    return {"access_token": token.value, "scope": ",".join(token.scopes)}


async def uninstall_app(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    state.uninstall_app(shop)
    return serialize_shop(shop)


def _get_resource_id(request: Request) -> int:
    number: int = request.path_params["id"]
    return number


def _build_endpoint(handler: ControlHandler, status: int) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        state = get_state(request)
        shop = state.get_or_create_shop(request.path_params["shop"])
        return JSONResponse(await handler(state, shop, request, await request.body()), status_code=status)

    return endpoint


def _build_route(method: str, path: str, handler: ControlHandler, status: int = 200) -> Route:
    return Route("/sandbox/shops/{shop}" + path, _build_endpoint(handler, status), methods=[method])


async def add_secret(request: Request) -> Response:
    """Add a client secret beside the existing ones."""
    get_state(request).client_secrets.add(parse_request(SecretRequest, await request.body()).secret)
    return Response(status_code=201)


async def revoke_secret(request: Request) -> Response:
    """Revoke the oldest client secret."""
    get_state(request).revoke_oldest_secret()
    return Response(status_code=204)


routes = [
    Route("/sandbox/client-secrets", add_secret, methods=["POST"]),
    Route("/sandbox/client-secrets", revoke_secret, methods=["DELETE"]),
    _build_route("GET", "", get_shop),
    _build_route("GET", "/orders", list_orders),
    _build_route("POST", "/orders", create_order, 201),
    _build_route("GET", "/orders/{id:int}", get_order),
    _build_route("PATCH", "/orders/{id:int}", update_order),
    _build_route("POST", "/orders/{id:int}/cancel", create_cancellation),
    _build_route("POST", "/orders/{id:int}/refunds", create_refund),
    _build_route("POST", "/orders/{id:int}/refunds/{refund:int}/settle", settle_pending_refund),
    _build_route("POST", "/orders/{id:int}/returns", create_return, 201),
    _build_route("POST", "/orders/{id:int}/returns/{return_id:int}/{action}", update_return),
    _build_route("DELETE", "/orders/{id:int}", remove_order),
    _build_route("GET", "/customers", list_customers),
    _build_route("POST", "/customers", create_customer, 201),
    _build_route("PATCH", "/customers/{id:int}", update_customer),
    _build_route("POST", "/customers/batch", create_customer_batch, 201),
    _build_route("DELETE", "/customers/{id:int}", remove_customer),
    _build_route("POST", "/customers/{id:int}/consent", update_consent),
    _build_route("GET", "/products", list_products),
    _build_route("POST", "/products", create_product, 201),
    _build_route("POST", "/products/batch", create_product_batch, 201),
    _build_route("PATCH", "/products/{id:int}", update_product),
    _build_route("DELETE", "/products/{id:int}", remove_product),
    _build_route("PATCH", "/variants/{id:int}", update_variant),
    _build_route("DELETE", "/variants/{id:int}", remove_variant),
    _build_route("GET", "/deliveries", list_deliveries),
    _build_route("POST", "/deliveries/{webhook_id}/redeliver", redeliver_webhook),
    _build_route("POST", "/drop-rate", set_drop_rate),
    _build_route("POST", "/faults", create_fault, 201),
    _build_route("POST", "/bulk-faults", create_bulk_fault, 201),
    _build_route("POST", "/install", install_app),
    _build_route("POST", "/tokens", create_token, 201),
    _build_route("POST", "/uninstall", uninstall_app),
]
