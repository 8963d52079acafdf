"""Control API: acts as the merchant on locations and stock."""

from starlette.requests import Request

from novex_shopify.entrypoints.sandbox.control.inventory_responses import (
    serialize_item,
    serialize_level,
    serialize_location,
)
from novex_shopify.entrypoints.sandbox.control.routing import JsonObject, build_route, get_resource_id
from novex_shopify.entrypoints.sandbox.inventory.inventory_actions import (
    add_location,
    change_location,
    change_tracked,
    count_stock,
    delete_location,
    get_stocked_level,
    stop_stocking,
)
from novex_shopify.entrypoints.sandbox.model.faults import InventoryRefusal
from novex_shopify.entrypoints.sandbox.model.inventory import LevelKey, QuantityName
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.requests import (
    CountRequest,
    InventoryItemRequest,
    LocationRequest,
    LocationUpdateRequest,
    get_changed_fields,
    parse_request,
)
from novex_shopify.entrypoints.sandbox.state import SandboxState


async def list_levels(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """List the levels at which items are stocked; the parameter `sku` filters them."""
    sku = request.query_params.get("sku")
    levels = (serialize_level(shop, level) for level in shop.inventory.levels.values() if level.is_active)
    return {"levels": [level for level in levels if sku in (None, level["sku"])]}


async def get_level(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_level(shop, get_stocked_level(shop, _get_key(request)))


async def count_level(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    counted = get_changed_fields(parse_request(CountRequest, body))
    quantities = {QuantityName(name): int(str(value)) for name, value in counted.items()}
    level = state.publish_outcome(shop, count_stock(shop, _get_key(request), quantities))
    return serialize_level(shop, level)


async def disconnect_level(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return serialize_level(shop, state.publish_outcome(shop, stop_stocking(shop, _get_key(request))))


async def update_item(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    tracked = parse_request(InventoryItemRequest, body).tracked
    outcome = change_tracked(shop, get_resource_id(request), tracked=tracked)
    return serialize_item(state.publish_outcome(shop, outcome))


async def list_locations(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"locations": [serialize_location(each) for each in shop.locations.values()]}


async def create_location(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    outcome = add_location(shop, parse_request(LocationRequest, body))
    return serialize_location(state.publish_outcome(shop, outcome))


async def update_location(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    changes = get_changed_fields(parse_request(LocationUpdateRequest, body))
    outcome = change_location(shop, get_resource_id(request), changes)
    return serialize_location(state.publish_outcome(shop, outcome))


async def remove_location(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    return {"id": state.publish_outcome(shop, delete_location(shop, get_resource_id(request))).id}


async def plan_refusal(state: SandboxState, shop: Shop, request: Request, body: bytes) -> JsonObject:
    """Refuse a row of the next inventorySetQuantities with a code."""
    refusal = parse_request(InventoryRefusal, body)
    shop.inventory_refusals.append(refusal)
    return {"code": refusal.code, "row": refusal.row}


def _get_key(request: Request) -> LevelKey:
    return request.path_params["item"], request.path_params["location"]


routes = [
    build_route("GET", "/inventory", list_levels),
    build_route("GET", "/inventory/{item:int}/{location:int}", get_level),
    build_route("PUT", "/inventory/{item:int}/{location:int}", count_level),
    build_route("DELETE", "/inventory/{item:int}/{location:int}", disconnect_level),
    build_route("PATCH", "/inventory-items/{id:int}", update_item),
    build_route("GET", "/locations", list_locations),
    build_route("POST", "/locations", create_location, 201),
    build_route("PATCH", "/locations/{id:int}", update_location),
    build_route("DELETE", "/locations/{id:int}", remove_location),
    build_route("POST", "/inventory-refusals", plan_refusal, 201),
]
