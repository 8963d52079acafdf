"""Every page of the console in one list."""

from starlette.routing import BaseRoute

from novex_shopify.entrypoints.web.console import (
    event_list,
    event_page,
    imports,
    orders,
    overview,
    product_bulk,
    products,
    pushes,
    sign_in,
    stores,
)
from novex_shopify.entrypoints.web.console.rendering import refused
from novex_shopify.entrypoints.web.console.visit import View, done, shown


def _get(path: str, view: View, *, to_all: bool = False) -> BaseRoute:
    return shown(f"/console{path}", view, refused, to_all=to_all)


def _post(path: str, view: View, *, to_all: bool = False) -> BaseRoute:
    return done(f"/console{path}", view, refused, to_all=to_all)


routes = [
    _get("", overview.show),
    _get("/arrivals", overview.arrivals),
    _get("/sign-in", sign_in.ask, to_all=True),
    _post("/sign-in", sign_in.enter, to_all=True),
    _post("/sign-out", sign_in.leave),
    _get("/events", event_list.show),
    _get("/events/replay", event_list.confirm),
    _post("/events/replay", event_list.replay),
    _get("/events/{event:int}", event_page.show),
    _post("/events/{event:int}/replay", event_page.replay),
    _get("/orders", orders.search),
    _post("/orders/ask", orders.ask),
    _get("/orders/{shop}/{order:int}", orders.show),
    _get("/pushes", pushes.show),
    _post("/pushes/retry", pushes.retry),
    _get("/products", products.listed),
    _get("/products/{shop}/accept", product_bulk.preview),
    _post("/products/{shop}/accept", product_bulk.accept),
    _get("/products/{shop}/export", product_bulk.export),
    _get("/products/{shop}/file", product_bulk.ask),
    _post("/products/{shop}/file", product_bulk.bring),
    _get("/products/{shop}/{variant:int}", products.show),
    _get("/products/{shop}/{variant:int}/suggestion", products.suggestion),
    _post("/products/{shop}/{variant:int}/map", products.assign),
    _post("/products/{shop}/{variant:int}/ignore", products.ignore),
    _post("/products/{shop}/{variant:int}/undo", products.undo),
    _get("/imports", imports.listed),
    _post("/imports", imports.start),
    _get("/imports/{run:int}", imports.show),
    _post("/imports/{run:int}/cancel", imports.cancel),
    _get("/stores", stores.listed),
    _get("/stores/{shop}", stores.show),
    _post("/stores/{shop}/settings", stores.decide),
    _post("/stores/{shop}/repair", stores.repair),
    _get("/stores/{shop}/disconnect", stores.confirm),
    _post("/stores/{shop}/disconnect", stores.disconnect),
]
