"""`/console/orders/on-hold`: the orders on hold; and holding and releasing one."""

from collections.abc import Collection

from starlette.responses import Response

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.console.holds.held_order_records import HELD_ORDERS
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.order_key import build_order_url, read_order_key
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def show_held_orders(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, HELD_ORDERS)
    return render(request, "holds/held_orders.html", page=load_page(request, HELD_ORDERS))


def hold_order(request: ConsoleRequest) -> Response:
    shop, order_id = read_order_key(request)
    hold = request.container.hold_order()(shop, order_id, request.get_form_field("reason"))
    return redirect(build_order_url(shop, order_id), f"Order {hold.order_name} is on hold")


def release_order(request: ConsoleRequest) -> Response:
    """Release the order from the holds that the page has shown."""
    shop, order_id = read_order_key(request)
    released = request.container.release_order()(
        shop, order_id, request.get_form_field("reason"), read_hold_ids(request)
    )
    return redirect(build_order_url(shop, order_id), f"Order {released[0].order_name} is released")


def read_hold_ids(request: ConsoleRequest) -> Collection[int] | None:
    """What the page has shown; None if the form does not say it."""
    ids = request.get_form_field("holds")
    return [number for each in ids.split("-") if (number := parse_id(each))] if ids else None
