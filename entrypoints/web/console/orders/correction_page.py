"""`/console/orders/…/corrections`: booking a line to another item, and having the order's lots settled again."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidPieces, ItemNotFound, NotFound, OrderLocked, SeveralItems
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.entrypoints.web.console.order_key import read_order_key, read_order_url
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


def show_corrections(request: ConsoleRequest, error: str = "") -> Response:
    """With an error, the form of the line keeps what was filled in."""
    order = _get_order(request)
    with request.container.read_transaction() as tx:
        lines = [line for line in order.lines if line.kind is LineKind.ITEM]
        items = tx.erp.catalog.get_many({line.item_id for line in lines if line.item_id})
        keeps_stock = tx.erp.stock is not None
    filled_in = {name: request.get_form_field(name) for name in ("line", "item", "pieces", "reason")}
    return render(
        request,
        "orders/corrections.html",
        422 if error else 200,
        order=order,
        lines=lines,
        items=items,
        keeps_stock=keeps_stock,
        filled_in=filled_in,
        error=error,
    )


def rebook_line(request: ConsoleRequest) -> Response:
    """Book a line to the item with this id, SKU or barcode, or to none. Later states from Shopify keep it."""
    order, read = _get_order(request), request.get_form_field
    pieces = read("pieces")
    if not read("reason"):
        return show_corrections(request, "Say why the line is rebooked. The reason is recorded")
    if not read("line").isdecimal() or (pieces and not pieces.isdecimal()):
        return show_corrections(request, "Enter a whole number of base units")
    try:
        item_id = request.container.find_item()(read("item")).id if read("item") else None
        request.container.rebook_line()(
            order.id or "",
            int(read("line")),
            item_id,
            reason=read("reason"),
            rebooked_by=request.actor.name,
            pieces=int(pieces) if pieces else None,
        )
    except (InvalidPieces, ItemNotFound, NotFound, OrderLocked, SeveralItems) as refusal:
        return show_corrections(request, str(refusal))
    return redirect(read_order_url(request), f"The line is booked to {item_id or 'no item'}")


def _get_order(request: ConsoleRequest) -> SalesOrder:
    shop, order_id = read_order_key(request)
    with request.container.read_transaction() as tx:
        order = next(iter(tx.erp.orders.get_many(shop, [order_id])), None)
    if order is None:
        raise NotFound(f"Order {order_id} of {shop} is not in the ERP.")
    return order
