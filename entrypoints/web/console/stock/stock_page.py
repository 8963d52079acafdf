"""`/console/stock`: how much of each item is there."""

from starlette.responses import Response

from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.stock.days import DEFAULT_PERIOD, PERIODS, format_day
from novex_shopify.entrypoints.web.console.stock.stock_records import build_stock_list


def show_stock(request: ConsoleRequest) -> Response:
    definition = build_stock_list(request)
    if wants_csv(request):
        return send_list(request, definition)
    page = load_page(request, definition)
    days = page.address.filters["days"] or DEFAULT_PERIOD
    return render(request, "stock/stock.html", page=page, days=days, period=PERIODS[days], format_day=format_day)
