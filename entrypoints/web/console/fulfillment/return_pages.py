"""`/console/returns`: what customers send back, from the refund until it is restocked or scrapped."""

from collections.abc import Collection, Mapping, Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidQuantity
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY, get_stock
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.fulfillment.return_records import RETURNS, RETURNS_PATH, VIEWS
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.lists.record_list import MAX_COUNT
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_UNITS_PREFIX = "units-"
_OPEN = (WarehouseReturnState.EXPECTED, WarehouseReturnState.RECEIVED)


def show_returns(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, RETURNS)
    page = load_page(request, RETURNS)
    count = request.container.show_returns().count
    with request.container.read_transaction() as tx:
        locations = [location.name for location in get_stock(tx).locations.list_all()]
        labels = _list_labels(tx, {shown.returned.order_id for shown in page.records})
    return render(
        request,
        "fulfillment/returns.html",
        page=page,
        views=VIEWS,
        counts={state: count([state], MAX_COUNT) for state in _OPEN},
        locations=locations,
        labels=labels,
    )


def _list_labels(tx: Transaction, order_ids: Collection[str]) -> Mapping[str, Sequence[LabelPurchase]]:
    """The return labels in use, by the ERP's order."""
    labels: dict[str, list[LabelPurchase]] = {}
    for each in tx.label_purchases.list_for_orders(order_ids):
        if each.reverse and each.is_open:
            labels.setdefault(each.parcel.order_id, []).append(each)
    return labels


def receive_return(request: ConsoleRequest) -> Response:
    """Take the units back, of the lots and at the location that the form names. They are held."""
    read = request.get_form_field
    receive = request.container.receive_return()
    received = receive(
        request.get_path_id("return"),
        _read_lots(request),
        location=read("location") or None,
        reason=read("reason") or None,
    )
    units = format_plural(sum(each.quantity for each in received.lots), "unit")
    return _return(request, received, f"{units} received. They are held until they are restocked or scrapped.")


def restock_return(request: ConsoleRequest) -> Response:
    """Make the units free again."""
    closed = request.container.close_return().restock(
        request.get_path_id("return"), request.get_form_field("reason") or None
    )
    return _return(request, closed, "restocked")


def scrap_return(request: ConsoleRequest) -> Response:
    """Take the units out of stock for good."""
    closed = request.container.close_return().scrap(request.get_path_id("return"), request.get_form_field("reason"))
    return _return(request, closed, "scrapped")


def give_up_return(request: ConsoleRequest) -> Response:
    """Wait for the units no longer."""
    closed = request.container.close_return().never_came(
        request.get_path_id("return"), request.get_form_field("reason")
    )
    return _return(request, closed, "marked as never came")


def _read_lots(request: ConsoleRequest) -> Mapping[str, int] | None:
    """Units by lot code; None, which means the proposed ones, if the form names no lots. Raises `InvalidQuantity`."""
    units = {}
    for name, value in request.form.multi_items():
        if name.startswith(_UNITS_PREFIX) and (lot_id := parse_id(name.removeprefix(_UNITS_PREFIX))) is not None:
            quantity = parse_id(str(value).strip() or "0")
            if quantity is None:
                raise InvalidQuantity(0, MAX_QUANTITY)
            units[lot_id] = quantity
    if not units:
        return None
    with request.container.read_transaction() as tx:
        codes = {lot.id: lot.code for lot in get_stock(tx).lots.get_many(units)}
    return {codes[lot_id]: quantity for lot_id, quantity in units.items() if quantity and lot_id in codes}


def _return(request: ConsoleRequest, returned: WarehouseReturn, done: str) -> Response:
    what = done if done[0].isdigit() else f"{format_plural(returned.quantity, 'unit')} {done}"
    return redirect(request.get_next_path(RETURNS_PATH), what)
