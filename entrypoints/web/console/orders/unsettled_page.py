"""`/console/orders/unsettled`: orders whose lots could not be brought in line with Shopify."""

from starlette.responses import Response

from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

UNSETTLED_PATH = "/console/orders/unsettled"
_MOST_SHOWN = 200


def show_unsettled(request: ConsoleRequest) -> Response:
    """Those that wait for a person, each with the reason."""
    with request.container.read_transaction() as tx:
        failed = get_stock(tx).warehouse_states.list_failed(_MOST_SHOWN)
        orders = tx.erp.orders.get_by_ids([each.order_id for each in failed])
    return render(request, "orders/unsettled.html", failed=failed, orders=orders, most_shown=_MOST_SHOWN)


def settle_again(request: ConsoleRequest) -> Response:
    """Have a worker settle one order again, or all that failed."""
    order_id = request.get_form_field("order")
    count = request.container.settle_again()([order_id] if order_id else ())
    next_path = request.get_next_path(UNSETTLED_PATH)
    return redirect(next_path, f"Settling {format_plural(count, 'order')} again…")
