"""Control API: adds, changes and removes customers."""

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.control.routing import JsonObject, build_route, get_resource_id
from novex_shopify.entrypoints.sandbox.customers.customer_actions import (
    add_customer,
    add_many_customers,
    change_consent,
    change_customer,
    delete_customer,
)
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.payloads.customers import build_customer_payload
from novex_shopify.entrypoints.sandbox.requests import (
    ConsentRequest,
    CustomerBatchRequest,
    CustomerRequest,
    CustomerUpdateRequest,
    get_changed_fields,
    parse_request,
)
from novex_shopify.entrypoints.sandbox.state import SandboxState


async def list_customers(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    currency = shop.settings.currency
    return {"customers": [build_customer_payload(customer, currency) for customer in shop.customers.values()]}


async def create_customer(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    customer = state.publish_outcome(shop, add_customer(shop, parse_request(CustomerRequest, body)))
    return build_customer_payload(customer, shop.settings.currency)


async def update_customer(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_customer(
        shop, get_resource_id(request), get_changed_fields(parse_request(CustomerUpdateRequest, body))
    )
    return build_customer_payload(state.publish_outcome(shop, outcome), shop.settings.currency)


async def create_customer_batch(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Add many customers without sending webhooks."""
    return {"customers": add_many_customers(shop, parse_request(CustomerBatchRequest, body))}


async def remove_customer(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_customer(shop, get_resource_id(request))).id}


async def update_consent(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_consent(shop, get_resource_id(request), parse_request(ConsentRequest, body))
    return build_customer_payload(state.publish_outcome(shop, outcome), shop.settings.currency)


routes = [
    build_route("GET", "/customers", list_customers),
    build_route("POST", "/customers", create_customer, 201),
    build_route("PATCH", "/customers/{id:int}", update_customer),
    build_route("POST", "/customers/batch", create_customer_batch, 201),
    build_route("DELETE", "/customers/{id:int}", remove_customer),
    build_route("POST", "/customers/{id:int}/consent", update_consent),
]
