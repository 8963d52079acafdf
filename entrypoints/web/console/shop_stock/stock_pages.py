"""`/console/stores/{shop}/stock`: what Shopify has of each variant, what it is to have, and why."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidReason
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.stock_explanation import describe_term
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shop_stock.level_records import build_level_list
from novex_shopify.entrypoints.web.console.shops.shop_frame import fetch_shop, read_shop_domain, render_shop
from novex_shopify.entrypoints.web.console.toast import Undo

STOCK_TAB = "/stock"


def show_levels(request: ConsoleRequest) -> Response:
    definition = build_level_list(request)
    if wants_csv(request):
        return send_list(request, definition)
    return _render_levels(request)


def show_variant(request: ConsoleRequest) -> Response:
    """Why a variant has the number that it has, at each location of the store."""
    explained = request.container.explain_stock()(read_shop_domain(request), request.get_path_id("variant"))
    return render_shop(request, "shop_stock/variant.html", None, explained=explained, describe_term=describe_term)


def push_now(request: ConsoleRequest) -> Response:
    """Have the ERP's numbers sent, of the chosen inventory items or of all."""
    shop, chosen = fetch_shop(request).domain, {parse_id(str(value)) for value in request.form.getlist("id")}
    push, ids = request.container.push_now(), sorted(filter(None, chosen))
    count = sum(push(shop, inventory_item_id=each) for each in ids) if ids else push(shop)
    return redirect(request.get_next_path(_get_path(shop)), f"{format_plural(count, 'level')} queued to be sent")


def pause(request: ConsoleRequest) -> Response:
    shop = fetch_shop(request).domain
    try:
        request.container.pause_stock()(shop, request.get_form_field("reason"))
    except InvalidReason as refusal:
        return _render_levels(request, str(refusal))
    undo = Undo(f"{_get_path(shop)}/resume", {})
    return redirect(_get_path(shop), f"Stock of {shop} is paused", undo)


def resume(request: ConsoleRequest) -> Response:
    shop = fetch_shop(request).domain
    request.container.resume_stock()(shop)
    return redirect(_get_path(shop), f"Stock of {shop} is compared and sent again")


def _render_levels(request: ConsoleRequest, pause_error: str = "") -> Response:
    shop = fetch_shop(request).domain
    comparison = request.container.compare_stock()(shop, limit=1)
    return render_shop(
        request,
        "shop_stock/levels.html",
        STOCK_TAB,
        422 if pause_error else 200,
        levels=load_page(request, build_level_list(request)),
        comparison=comparison,
        pause_error=pause_error,
    )


def _get_path(shop: ShopDomain) -> str:
    return f"/console/stores/{shop}{STOCK_TAB}"
