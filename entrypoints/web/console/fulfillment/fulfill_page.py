"""`/console/fulfill`: the orders that the warehouse has something to ship for."""

from starlette.responses import Response

from novex_shopify.entrypoints.web.console.fulfillment.order_to_ship_records import (
    FULFILL_PATH,
    ORDERS_TO_SHIP,
    list_problems,
)
from novex_shopify.entrypoints.web.console.fulfillment.pick_list_page import build_pick_list_url, read_order_ids
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
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


def assign_proposed(request: ConsoleRequest) -> Response:
    """Assign the proposed lots to the chosen orders, each in a transaction of its own, and say what each has now."""
    order_ids = read_order_ids(request.form.getlist("id"))
    if not order_ids:
        return redirect(FULFILL_PATH, "Choose orders first")
    assigned = request.container.assign_many_orders()(order_ids)
    with request.container.read_transaction() as tx:
        orders = tx.erp.orders.get_by_ids(order_ids)
    done = [each.order_id for each in assigned if each.lots]
    return render(
        request,
        "fulfillment/assigned.html",
        assigned=[(orders.get(each.order_id), each) for each in assigned],
        complete=sum(1 for each in assigned if each.lots and not each.lots.state.short),
        pick_list_url=build_pick_list_url(done) if done else "",
    )
