"""`/console/stores`: all stores, and connecting one."""

from starlette.responses import Response

from novex_shopify.config.settings import INSTALL_PATH
from novex_shopify.domain.errors import InvalidShopDomain
from novex_shopify.domain.model.shop import parse_shop_address
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shops.shop_records import SHOPS


def list_shops(request: ConsoleRequest, error: str = "") -> Response:
    """All stores. With an error, the form keeps the address that was filled in."""
    if wants_csv(request):
        return send_list(request, SHOPS)
    return render(
        request,
        "shops/shops.html",
        422 if error else 200,
        page=load_page(request, SHOPS),
        error=error,
        address=request.get_form_field("shop"),
    )


def connect_shop(request: ConsoleRequest) -> Response:
    """Begin an installation. It needs no approval, because a person who is signed in begins it."""
    try:
        domain = parse_shop_address(request.get_form_field("shop"))
    except InvalidShopDomain:
        return list_shops(request, "Enter the store's name or its address in Shopify, such as your-store")
    request.container.approve_shop().expect(domain)
    return redirect(f"{INSTALL_PATH}?shop={domain}")
