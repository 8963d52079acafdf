"""The pages for people: all stores, and one store with its orders and deliveries."""

from itertools import islice

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.errors import BadInput
from novex_shopify.entrypoints.sandbox.order_book import change_order, place_order
from novex_shopify.entrypoints.sandbox.pages import page
from novex_shopify.entrypoints.sandbox.wishes import OrderWish
from novex_shopify.entrypoints.sandbox.world import world_of

SHOWN = 50


async def home(request: Request) -> Response:
    return RedirectResponse("/sandbox")


async def list_stores(request: Request) -> Response:
    world = world_of(request)
    return page("stores.html", app_name=world.settings.app_name, shops=list(world.shops.values()))


async def open_store(request: Request) -> Response:
    """Open a store by its name, with or without .myshopify.com."""
    name = str((await request.form()).get("name") or "").strip().lower()
    domain = name if name.endswith(".myshopify.com") else f"{name}.myshopify.com"
    return _back_to(world_of(request).shop(domain).domain)


async def show_store(request: Request) -> Response:
    world = world_of(request)
    shop = world.shop(request.path_params["shop"])
    orders = list(islice(reversed(shop.orders.values()), SHOWN))
    deliveries = list(islice(reversed(shop.deliveries.values()), SHOWN))
    return page("store.html", shop=shop, app_name=world.settings.app_name, orders=orders, deliveries=deliveries)


async def order_button(request: Request) -> Response:
    world = world_of(request)
    shop = world.shop(request.path_params["shop"])
    world.placed(shop, place_order(shop, OrderWish()))
    return _back_to(shop.domain)


async def update_button(request: Request) -> Response:
    """Change an order's note, which is what a merchant does when the customer calls."""
    world = world_of(request)
    shop = world.shop(request.path_params["shop"])
    note = str((await request.form()).get("note") or "").strip()
    if not note:
        raise BadInput("note: write what should stand on the order")
    world.happened(shop, change_order(shop, request.path_params["id"], {"note": note}))
    return _back_to(shop.domain)


def _back_to(domain: str) -> Response:
    return RedirectResponse(f"/sandbox/stores/{domain}", status_code=303)


routes = [
    Route("/", home),
    Route("/sandbox", list_stores),
    Route("/sandbox/stores", open_store, methods=["POST"]),
    Route("/sandbox/stores/{shop}", show_store, methods=["GET"]),
    Route("/sandbox/stores/{shop}/orders", order_button, methods=["POST"]),
    Route("/sandbox/stores/{shop}/orders/{id:int}", update_button, methods=["POST"]),
]
