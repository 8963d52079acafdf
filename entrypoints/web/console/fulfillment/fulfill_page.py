"""`/console/fulfill`: the orders that the warehouse has something to ship for."""

from starlette.responses import Response

from novex_shopify.entrypoints.web.console.fulfillment.order_to_ship_records import ORDERS_TO_SHIP, list_problems
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today


def show_orders_to_ship(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, ORDERS_TO_SHIP)
    return render(
        request,
        "fulfillment/fulfill.html",
        page=load_page(request, ORDERS_TO_SHIP),
        today=get_today(request),
        format_day=format_day,
        list_problems=list_problems,
    )
