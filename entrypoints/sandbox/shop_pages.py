"""The sandbox's pages: all stores, and one store with its orders, stock and deliveries."""

from itertools import islice

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.control.inventory_responses import serialize_level
from novex_shopify.entrypoints.sandbox.errors import InvalidInput
from novex_shopify.entrypoints.sandbox.inventory.inventory_actions import count_stock
from novex_shopify.entrypoints.sandbox.inventory.set_quantities import MAX_QUANTITY
from novex_shopify.entrypoints.sandbox.model.inventory import QuantityName
from novex_shopify.entrypoints.sandbox.orders.order_actions import change_order, place_order
from novex_shopify.entrypoints.sandbox.rendering import render_page
from novex_shopify.entrypoints.sandbox.requests import OrderRequest
from novex_shopify.entrypoints.sandbox.state import get_state

MAX_ROWS = 50


async def redirect_to_shops(request: Request) -> Response:
    return RedirectResponse("/sandbox")


async def show_shops(request: Request) -> Response:
    state = get_state(request)
    return render_page("shops.html", app_name=state.settings.app_name, shops=list(state.shops.values()))


async def open_shop(request: Request) -> Response:
    """Open a store by its name, with or without .myshopify.com."""
    name = str((await request.form()).get("name") or "").strip().lower()
    domain = name if name.endswith(".myshopify.com") else f"{name}.myshopify.com"
    return _redirect_to_shop(get_state(request).get_or_create_shop(domain).domain)


async def show_shop(request: Request) -> Response:
    state = get_state(request)
    shop = state.get_or_create_shop(request.path_params["shop"])
    orders = list(islice(reversed(shop.orders.values()), MAX_ROWS))
    deliveries = list(islice(reversed(shop.deliveries.values()), MAX_ROWS))
    active = (level for level in shop.inventory.levels.values() if level.is_active)
    levels = [serialize_level(shop, level) for level in islice(active, MAX_ROWS)]
    return render_page(
        "shop.html",
        shop=shop,
        app_name=state.settings.app_name,
        orders=orders,
        deliveries=deliveries,
        levels=levels,
    )


async def place_order_from_page(request: Request) -> Response:
    state = get_state(request)
    shop = state.get_or_create_shop(request.path_params["shop"])
    state.publish_and_route_order(shop, place_order(shop, OrderRequest()))
    return _redirect_to_shop(shop.domain)


async def update_order_note(request: Request) -> Response:
    state = get_state(request)
    shop = state.get_or_create_shop(request.path_params["shop"])
    note = str((await request.form()).get("note") or "").strip()
    if not note:
        raise InvalidInput("note: enter a note")
    state.publish_outcome(shop, change_order(shop, request.path_params["id"], {"note": note}))
    return _redirect_to_shop(shop.domain)


async def count_stock_from_page(request: Request) -> Response:
    state = get_state(request)
    shop = state.get_or_create_shop(request.path_params["shop"])
    counted = str((await request.form()).get("on_hand") or "").strip()
    if not counted.isascii() or not counted.isdigit() or int(counted) > MAX_QUANTITY:
        raise InvalidInput("on_hand: enter a whole number")
    key = request.path_params["item"], request.path_params["location"]
    state.publish_outcome(shop, count_stock(shop, key, {QuantityName.ON_HAND: int(counted)}))
    return _redirect_to_shop(shop.domain)


def _redirect_to_shop(domain: str) -> Response:
    return RedirectResponse(f"/sandbox/stores/{domain}", status_code=303)


routes = [
    Route("/", redirect_to_shops),
    Route("/sandbox", show_shops),
    Route("/sandbox/stores", open_shop, methods=["POST"]),
    Route("/sandbox/stores/{shop}", show_shop, methods=["GET"]),
    Route("/sandbox/stores/{shop}/orders", place_order_from_page, methods=["POST"]),
    Route("/sandbox/stores/{shop}/orders/{id:int}", update_order_note, methods=["POST"]),
    Route("/sandbox/stores/{shop}/stock/{item:int}/{location:int}", count_stock_from_page, methods=["POST"]),
]
