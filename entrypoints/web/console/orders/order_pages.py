"""`/console/orders`: finding an order."""

from datetime import timedelta

import structlog
from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.orders.list_orders import ListedOrder
from novex_shopify.entrypoints.web.console.lists.list_page import ListPage, load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.lists.record_list import MAX_COUNT
from novex_shopify.entrypoints.web.console.order_key import build_order_url
from novex_shopify.entrypoints.web.console.orders.order_records import ORDERS, to_order_filter
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

_log = structlog.get_logger()

# Without the scope read_all_orders, Shopify shows an app the orders of the last 60 days only.
LOOKBACK_PERIODS = {"1 day": timedelta(days=1), "7 days": timedelta(days=7), "60 days": timedelta(days=60)}


def search_orders(request: ConsoleRequest) -> Response:
    """A single match leads straight to its page; without a text, all orders are listed.

    While Shopify is checked for an order, the page only says that it was found: a person may be typing in it.
    """
    if wants_csv(request):
        return send_list(request, ORDERS)
    text, checked_shop = request.restrict_text(request.get_query_param("text")), request.get_query_param("checked")
    histories = request.container.find_order()(text, personal=request.may_find_people) if text else []
    if len(histories) == 1 and not request.is_htmx:
        return RedirectResponse(build_order_url(histories[0].shop, histories[0].order_id), 303)
    page = None if text else load_page(request, ORDERS)
    counts = request.container.list_orders().count_stuck(to_order_filter(page.address).shop) if page else {}
    with request.container.read_transaction() as tx:
        shops = [shop.domain for shop in tx.shops.list_all() if shop.connected]
        is_checking = any(window.shop == checked_shop for window in tx.missed_windows.list_open())
    return render(
        request,
        "orders/orders.html",
        text=text,
        search_url=_build_search_url(request, text, checked_shop),
        histories=histories,
        page=page,
        counts=counts,
        held_count=_count_held(request, page),
        shops=shops,
        checked_shop=checked_shop,
        is_checking=is_checking,
        lookback_periods=LOOKBACK_PERIODS,
    )


def _count_held(request: ConsoleRequest, page: ListPage[ListedOrder] | None) -> int:
    shop = to_order_filter(page.address).shop if page else None
    return request.container.list_held_orders().count(MAX_COUNT, shop) if page else 0


def start_search(request: ConsoleRequest) -> Response:
    return redirect(_build_search_url(request, request.get_form_field("text")))


def check_shopify(request: ConsoleRequest) -> Response:
    """Have a store's orders read again for one that never arrived; the page waits for it."""
    period = LOOKBACK_PERIODS.get(request.get_form_field("period"), LOOKBACK_PERIODS["1 day"])
    shop, now = request.get_form_field("shop"), request.container.clock().now()
    request.container.request_resync()(parse_shop_domain(shop), now - period)
    return redirect(_build_search_url(request, request.get_form_field("text"), shop))


def _build_search_url(request: ConsoleRequest, text: str, checked_shop: str = "") -> str:
    """The page with the results; `checked_shop` is the store that is being asked for the order."""
    return "/console/orders" + build_query(text=request.hide_text(text), checked=checked_shop)
