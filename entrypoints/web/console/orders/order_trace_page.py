"""`/console/orders/…/trace`: which lots each line of an order got."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def show_order_trace(request: ConsoleRequest) -> Response:
    shop, order_id = parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("order")
    history = request.container.find_order().get_history(shop, order_id)
    if history.sales_order is None or history.sales_order.id is None:
        raise NotFound(f"Order {history.name or order_id} is not in the ERP yet, so it has no lots.")
    trace = request.container.trace_order()(history.sales_order.id)
    return render(
        request, "orders/order_trace.html", trace=trace, history=history, order_url=f"/console/orders/{shop}/{order_id}"
    )
