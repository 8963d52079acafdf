"""`/console/orders`: the orders by view and filter, and finding one of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.model.order_list import ListedOrder, OrderView
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.web.console.formatting import format_number
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.list_page import ListPage, load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.order_key import build_order_url
from novex_shopify.entrypoints.web.console.order_list.order_records import CHOICES, ORDERS_PATH, build_order_list
from novex_shopify.entrypoints.web.console.order_list.order_views import KnownViews, build_view_url, read_views
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today

# Without the scope read_all_orders, Shopify shows an app the orders of the last 60 days only.
LOOKBACK_PERIODS = {"1 day": timedelta(days=1), "7 days": timedelta(days=7), "60 days": timedelta(days=60)}
_MAX_VIEW_COUNT = 1000
"""The counts of the views stop here: they are read with each page."""


def search_orders(request: ConsoleRequest) -> Response:
    """A single match leads straight to its page.

    While Shopify is checked for an order, the page only says that it was found: a person may be typing in it.
    """
    work = request.container.list_orders().read_open_work()
    views = read_views(request, request.get_query_param("saved"))
    definition = build_order_list(request, request.get_query_param("missing"), views.columns, work)
    if wants_csv(request):
        return send_list(request, definition)
    text, checked_shop = request.restrict_text(request.get_query_param("text")), request.get_query_param("checked")
    page = load_page(request, definition)
    if (found := _find_single(request, text, page)) and not request.is_htmx:
        return RedirectResponse(build_order_url(*found), 303)
    shop = ShopDomain(page.address.filters["shop"]) or None
    is_poll = request.target == "orders"
    counts = {} if is_poll else request.container.list_orders().count_views(_MAX_VIEW_COUNT + 1, shop, work)
    with request.container.read_transaction() as tx:
        shops = [each.domain for each in tx.shops.list_all() if each.connected]
        is_checking = any(window.shop == checked_shop for window in tx.missed_windows.list_open())
    return render(
        request,
        "orders/orders.html",
        text=text,
        search_url=_build_search_url(request, text, checked_shop),
        page=page,
        tabs=_build_tabs(page, counts, views),
        views=views,
        choices=CHOICES,
        all_url=page.address.build_url(),
        shops=shops,
        checked_shop=checked_shop,
        is_checking=is_checking,
        lookback_periods=LOOKBACK_PERIODS,
        today=get_today(request),
        format_day=format_day,
    )


def _find_single(request: ConsoleRequest, text: str, page: ListPage[ListedOrder]) -> OrderKey | None:
    """The order that a text means: the only one that has it whole, or else the only one that is listed."""
    if not text:
        return None
    keys = request.container.find_order().find_keys(text, 2, personal=request.may_find_people)
    if page.count == 1 and not keys:
        return page.records[0].key
    return keys[0] if len(keys) == 1 else None


def start_search(request: ConsoleRequest) -> Response:
    return redirect(_build_search_url(request, request.get_form_field("text")))


def check_shopify(request: ConsoleRequest) -> Response:
    """Have a store's orders read again for one that never arrived; the page waits for it."""
    period = LOOKBACK_PERIODS.get(request.get_form_field("period"), LOOKBACK_PERIODS["1 day"])
    shop, now = request.get_form_field("shop"), request.container.clock().now()
    request.container.request_resync()(parse_shop_domain(shop), now - period)
    return redirect(_build_search_url(request, request.get_form_field("text"), shop))


def _build_tabs(
    page: ListPage[ListedOrder], counts: Mapping[OrderView, int], views: KnownViews
) -> Sequence[tuple[str, str, bool, str | None]]:
    """The views: the name, the address, whether it is shown, and how many orders it has; those of the person last,
    which are not counted.
    """
    filters = page.address.filters
    own = [(each.name, build_view_url(each, filters["shop"]), each is views.current, None) for each in views.saved]
    return [
        (
            format_label(view),
            _build_view_url(page.address, view),
            not views.current.name and filters["view"] == ("" if view is OrderView.ALL else view),
            _format_count(counts[view]) if counts.get(view) else None,
        )
        for view in OrderView
    ] + own


def _build_view_url(address: ListAddress, view: OrderView) -> str:
    """The view as it is: only the chosen store stays."""
    return address.path + build_query(shop=address.filters["shop"], view="" if view is OrderView.ALL else view)


def _format_count(count: int) -> str:
    return f"{format_number(_MAX_VIEW_COUNT)}+" if count > _MAX_VIEW_COUNT else format_number(count)


def _build_search_url(request: ConsoleRequest, text: str, checked_shop: str = "") -> str:
    """The page with the results; `checked_shop` is the store that is being asked for the order."""
    return ORDERS_PATH + build_query(text=request.hide_text(text), checked=checked_shop)
