"""`/console/orders/…/trace`: which lots each line of an order got."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.entrypoints.web.console.order_key import build_order_url, read_order_key
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def show_order_trace(request: ConsoleRequest) -> Response:
    shop, order_id = read_order_key(request)
    history = request.container.find_order().get_history(shop, order_id)
    if history.sales_order is None or history.sales_order.id is None:
        raise NotFound(f"Order {history.name or order_id} is not in the ERP yet, so it has no lots.")
    trace = request.container.trace_order()(history.sales_order.id)
    order_url = build_order_url(shop, order_id)
    return render(request, "orders/order_trace.html", trace=trace, history=history, order_url=order_url)
