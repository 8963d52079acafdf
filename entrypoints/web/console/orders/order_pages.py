"""`/console/orders`: finding an order, and all that is known about it."""

from datetime import timedelta
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import parse_variant_key
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.order_facts import describe_line, describe_order
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.orders.search_address import build_search_url, read_search_text
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_RECENT_ORDERS = 25

# Without the scope read_all_orders, Shopify shows an app the orders of the last 60 days only.
LOOKBACK_PERIODS = {"1 day": timedelta(days=1), "7 days": timedelta(days=7), "60 days": timedelta(days=60)}


def search_orders(request: ConsoleRequest) -> Response:
    """A single match leads straight to its page; without a text, the newest orders are shown.

    While Shopify is checked for an order, the page only says that it was found: a person may be typing in it.
    """
    text, checked_shop = read_search_text(request), request.get_query_param("checked")
    histories = request.container.find_order()(text) if text else []
    if len(histories) == 1 and not request.is_htmx:
        return RedirectResponse(_build_order_url(histories[0]), 303)
    with request.container.read_transaction() as tx:
        recent_orders = [] if text else tx.erp.orders.list_latest(_RECENT_ORDERS)
        shops = [shop.domain for shop in tx.shops.list_all() if shop.connected]
        is_checking = any(window.shop == checked_shop for window in tx.missed_windows.list_open())
    return render(
        request,
        "orders/orders.html",
        text=text,
        search_url=build_search_url(request, text, checked_shop),
        histories=histories,
        recent_orders=recent_orders,
        shops=shops,
        checked_shop=checked_shop,
        is_checking=is_checking,
        lookback_periods=LOOKBACK_PERIODS,
    )


def start_search(request: ConsoleRequest) -> Response:
    return redirect(build_search_url(request, request.get_form_field("text")))


def check_shopify(request: ConsoleRequest) -> Response:
    """Have a store's orders read again for one that never arrived; the page waits for it."""
    period = LOOKBACK_PERIODS.get(request.get_form_field("period"), LOOKBACK_PERIODS["1 day"])
    shop, now = request.get_form_field("shop"), request.container.clock().now()
    request.container.request_resync()(parse_shop_domain(shop), now - period)
    return redirect(build_search_url(request, request.get_form_field("text"), shop))


def show_order(request: ConsoleRequest) -> Response:
    shop, order_id = parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("order")
    history = request.container.find_order().get_history(shop, order_id)
    waiting_for = history.open_event.waiting_for if history.open_event else ()
    unmapped_variant_ids = [variant for key in waiting_for if (variant := parse_variant_key(key)) is not None]
    return render(
        request,
        "orders/order.html",
        history=history,
        unmapped_variant_ids=unmapped_variant_ids,
        describe_order=describe_order,
        describe_line=describe_line,
    )


def _build_order_url(history: OrderHistory) -> str:
    return f"/console/orders/{quote(history.shop)}/{history.order_id}"
