"""What every page of one store shows: its name, its state, and the tabs."""

from typing import Any

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import Shop, ShopDomain, parse_shop_domain
from novex_shopify.domain.use_cases.console.get_overview import ShopConnection
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

TABS = {
    "": "Overview",
    "/data-check": "Data check",
    "/webhooks": "Webhooks",
    "/settings": "Settings",
    "/stock": "Stock",
}


def read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])


def fetch_shop(request: ConsoleRequest) -> Shop:
    domain = read_shop_domain(request)
    with request.container.read_transaction() as tx:
        shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"{domain} was never connected.")
    return shop


def _fetch_connection(request: ConsoleRequest) -> ShopConnection:
    (connection,) = request.container.get_overview().list_connections(fetch_shop(request).domain)
    return connection


def render_shop(
    request: ConsoleRequest,
    template: str,
    tab: str | None,
    http_status: int = 200,
    overview: ShopConnection | None = None,
    **values: Any,
) -> Response:
    """A page of one store. `tab` is a key of `TABS`, or None for a page beside them. Raises `NotFound`.

    `overview` is for a view that has read it already.
    """
    overview = overview or _fetch_connection(request)
    shop = overview.shop
    base = f"/console/stores/{shop.domain}"
    tabs = [(label, f"{base}{path}", path == tab, None) for path, label in TABS.items()]
    return render(request, template, http_status, shop=shop, overview=overview, tabs=tabs, **values)
