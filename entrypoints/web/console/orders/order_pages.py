"""`/console/orders`: where is #1234?"""

from datetime import timedelta
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import parse_variant_key
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.orders.find_order import OrderHistory
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

_RECENT_ORDERS = 25
LOOKBACK_PERIODS = {"1 day": timedelta(days=1), "7 days": timedelta(days=7), "60 days": timedelta(days=60)}
"""How far back a store may be asked; Shopify shows an app the orders of the last 60 days."""


def search_orders(request: ConsoleRequest) -> Response:
    """One answer leads straight to its story; no question shows the newest orders."""
    text = request.get_query_param("text")
    stories = request.container.find_order()(text) if text else []
    if len(stories) == 1:
        return RedirectResponse(_build_order_url(stories[0]), 303)
    with request.container.unit_of_work()() as tx:
        latest = [] if text else tx.erp.orders.list_latest(_RECENT_ORDERS)
        shops = [shop.domain for shop in tx.shops.list_all() if shop.connected]
        shops_being_checked = [gap.shop for gap in tx.missed_windows.list_open()]
    return render(
        request,
        "orders/orders.html",
        text=text,
        stories=stories,
        latest=latest,
        shops=shops,
        asked=request.get_query_param("asked"),
        being_asked=shops_being_checked,
        spans=LOOKBACK_PERIODS,
    )


def check_shopify(request: ConsoleRequest) -> Response:
    """Have a store's orders read again, for one that never came; the page looks until it is there."""
    period = LOOKBACK_PERIODS.get(request.get_form_field("span"), LOOKBACK_PERIODS["1 day"])
    now = request.container.clock().now()
    request.container.request_resync()(parse_shop_domain(request.get_form_field("shop")), now - period)
    return redirect(
        "/console/orders" + build_query(text=request.get_form_field("text"), asked=request.get_form_field("shop"))
    )


def show_order(request: ConsoleRequest) -> Response:
    """The whole story of one order."""
    parameters = request.http_request.path_params
    story = request.container.find_order().get_history(parse_shop_domain(parameters["shop"]), int(parameters["order"]))
    waiting = story.open_event.waiting_for if story.open_event else ()
    unmapped_variant_ids = [variant for key in waiting if (variant := parse_variant_key(key)) is not None]
    return render(request, "orders/order.html", story=story, lacking=unmapped_variant_ids)


def _build_order_url(story: OrderHistory) -> str:
    return f"/console/orders/{quote(story.shop)}/{story.order_id}"
