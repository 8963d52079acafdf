"""`/console/exceptions`: where Shopify's news and the warehouse contradict each other, for a person to decide."""

from starlette.responses import Response

from novex_shopify.domain.model.order_exception import EXCEPTION_ADVICE, OrderException
from novex_shopify.domain.use_cases.settling.name_shipped_lot import ShippedLot
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.fulfillment.exception_records import EXCEPTIONS, EXCEPTIONS_PATH
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.orders.lot_fields import read_lot, read_quantity
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def show_exceptions(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, EXCEPTIONS)
    page = load_page(request, EXCEPTIONS)
    with request.container.read_transaction() as tx:
        names = {each.id: each.name for each in tx.erp.stock.locations.list_all()} if tx.erp.stock else {}
    return render(request, "fulfillment/exceptions.html", page=page, advice=EXCEPTION_ADVICE, locations=names)


def close_exception(request: ConsoleRequest) -> Response:
    exception_id, note = request.get_path_id("exception"), request.get_form_field("note")
    return _return(request, request.container.close_exception()(exception_id, note), "closed")


def confirm_lots(request: ConsoleRequest) -> Response:
    """Say that the assumed lot is the one that left."""
    closed = request.container.close_exception().confirm_lots(request.get_path_id("exception"))
    return _return(request, closed, "confirmed")


def name_lot(request: ConsoleRequest) -> Response:
    """Say which lot units were of that left without a known one."""
    read, (code, location) = request.get_form_field, read_lot(request)
    shipped = ShippedLot(code, location, read_quantity(read("quantity")), read("reason"))
    exception = request.container.name_shipped_lot()(request.get_path_id("exception"), shipped)
    rest = "" if exception.closed_at else f" {format_plural(exception.quantity, 'unit')} still to name."
    return redirect(
        request.get_next_path(EXCEPTIONS_PATH),
        f"{format_plural(shipped.quantity, 'unit')} of lot {code} recorded.{rest}",
    )


def _return(request: ConsoleRequest, exception: OrderException, done: str) -> Response:
    return redirect(request.get_next_path(EXCEPTIONS_PATH), f"“{format_label(exception.kind)}” {done}")
