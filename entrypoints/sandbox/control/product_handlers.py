"""Control API: acts as the merchant on products."""

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.control.responses import serialize_product
from novex_shopify.entrypoints.sandbox.control.routing import JsonObject, build_route, get_resource_id
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.products.product_actions import (
    add_many_products,
    add_product,
    change_product,
    change_variant,
    delete_product,
    delete_variant,
)
from novex_shopify.entrypoints.sandbox.requests import (
    ProductBatchRequest,
    ProductRequest,
    ProductUpdateRequest,
    VariantUpdateRequest,
    get_changed_fields,
    parse_request,
)
from novex_shopify.entrypoints.sandbox.state import SandboxState


async def list_products(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"products": [serialize_product(product) for product in shop.products.values()]}


async def create_product(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_product(state.publish_outcome(shop, add_product(shop, parse_request(ProductRequest, body))))


async def create_product_batch(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Add many products without sending webhooks."""
    return {"products": add_many_products(shop, parse_request(ProductBatchRequest, body))}


async def update_product(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_product(
        shop, get_resource_id(request), get_changed_fields(parse_request(ProductUpdateRequest, body))
    )
    return serialize_product(state.publish_outcome(shop, outcome))


async def remove_product(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_product(shop, get_resource_id(request))).id}


async def update_variant(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = change_variant(
        shop, get_resource_id(request), get_changed_fields(parse_request(VariantUpdateRequest, body))
    )
    return serialize_product(state.publish_outcome(shop, outcome))


async def remove_variant(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_product(state.publish_outcome(shop, delete_variant(shop, get_resource_id(request))))


routes = [
    build_route("GET", "/products", list_products),
    build_route("POST", "/products", create_product, 201),
    build_route("POST", "/products/batch", create_product_batch, 201),
    build_route("PATCH", "/products/{id:int}", update_product),
    build_route("DELETE", "/products/{id:int}", remove_product),
    build_route("PATCH", "/variants/{id:int}", update_variant),
    build_route("DELETE", "/variants/{id:int}", remove_variant),
]
