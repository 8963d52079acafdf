"""`/console/orders/{shop}/{order:id}/ship`: what was packed is checked and shipped."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import (
    InvalidQuantity,
    InvalidShipment,
    LabelIsOpen,
    NoCarrierAccount,
    NotFound,
    StockRefused,
)
from novex_shopify.domain.policies.export_filing import may_need_filing
from novex_shopify.domain.use_cases.labels import NewParcel
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.order_key import read_order_key, read_order_url
from novex_shopify.entrypoints.web.console.orders.shipping_form import PackedRow, ShippingForm, find_rows, list_rows
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shipping.address_check import AddressCheck, check_address
from novex_shopify.entrypoints.web.console.shipping.label_records import LABELS_PATH
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today
from novex_shopify.entrypoints.web.console.toast import Undo

_CANCELLED = "The shipment with this number was cancelled. Enter another number; nothing was shipped."
_SIGNATURES = [("none", "None"), ("signature", "Signature"), ("adult_signature", "Signature of an adult")]
_NOTHING = "Enter how many units were packed of at least one line."


def show_form(request: ConsoleRequest) -> Response:
    history, order_id = _get_history(request)
    rows = _list_rows(request, history)
    return _render(request, history, ShippingForm.fill_in(rows, f"C{order_id}-{len(history.pushes) + 1}"))


def ship(request: ConsoleRequest) -> Response:
    """Check a lot that was scanned, or ship if nothing was scanned."""
    history, order_id = _get_history(request)
    form, scanned = ShippingForm.from_form(request, _list_rows(request, history)), request.get_form_field("scan")
    if scanned:
        return _render(request, history, _check_scan(request, form, scanned))
    try:
        packed = form.build_shipment(order_id)
        if not packed.lines:
            return _render(request, history, form.refuse(_NOTHING))
        push = request.container.ship_order()(packed)
        if push.shipment.cancelled:
            return _render(request, history, form.refuse(_CANCELLED))
    except (StockRefused, InvalidQuantity, InvalidShipment, NotFound) as refusal:
        return _render(request, history, form.refuse(refusal))
    page = read_order_url(request)
    undo = Undo("/console/shipments/cancel", {"shipment": push.shipment.id, "next": page})
    return redirect(page, f"Shipment {push.shipment.id} recorded", undo)


def ask_for_rates(request: ConsoleRequest) -> Response:
    """Pack what the form says into a parcel, and ask carriers what they want for it. Nothing is shipped yet."""
    history, order_id = _get_history(request)
    form = ShippingForm.from_form(request, _list_rows(request, history))
    if invalid := form.find_invalid_field():
        return _render(request, history, form.refuse(*invalid))
    try:
        lines = tuple(form.build_shipment(order_id).lines or ())
        if not lines:
            return _render(request, history, form.refuse(_NOTHING))
        new = NewParcel("", order_id, lines, form.values["box"] or None, form.weight_g)
        purchase = request.container.pack_parcel()(new, form.read_options())
    except (StockRefused, InvalidQuantity, InvalidShipment, NotFound, LabelIsOpen, NoCarrierAccount) as refusal:
        return _render(request, history, form.refuse(refusal))
    return redirect(f"{LABELS_PATH}/{purchase.id}", "Carriers are being asked")


def verify_address(request: ConsoleRequest) -> Response:
    """Ask the directory, which may cost a little. What was typed stays in the form."""
    history, order_id = _get_history(request)
    form = ShippingForm.from_form(request, _list_rows(request, history))
    return _render(request, history, form, check_address(request, order_id))


def _check_scan(request: ConsoleRequest, form: ShippingForm, scanned: str) -> ShippingForm:
    """Note the lot, or say why it must not be packed."""
    found = find_rows(form.rows, scanned)
    code, item_id = scanned, None
    if not found:
        try:
            read = request.container.read_label()(scanned)
        except StockRefused:
            read = None  # not a label, so it is a code that no lot of the order has
        if read and read.label.lot_code:
            code, item_id = read.label.lot_code, read.item.id if read.item else None
            found = find_rows(form.rows, code, item_id)
        elif read:
            return form.refuse("This label names no lot. Scan the code of the lot.", "scan")
    if not found:
        what = f"Lot {code} of item {item_id}" if item_id else f"Lot {code}"
        return form.refuse(f"{what} isn't assigned to this order. Don't pack it, or assign it first.", "scan")
    return form.note_scan(found)


def _get_history(request: ConsoleRequest) -> tuple[OrderHistory, str]:
    """The order, and the ERP's id of it. Raises `NotFound`."""
    shop, order_id = read_order_key(request)
    history = request.container.find_order().get_history(shop, order_id)
    if history.sales_order is None or history.sales_order.id is None:
        raise NotFound(f"Order {order_id} of {shop} is not in the ERP, so it cannot be shipped yet.")
    return history, history.sales_order.id


def _list_rows(request: ConsoleRequest, history: OrderHistory) -> list[PackedRow]:
    assert history.sales_order
    return [*list_rows(history.sales_order, request.container.show_order_warehouse()(history.sales_order))]


def _render(
    request: ConsoleRequest, history: OrderHistory, form: ShippingForm, check: AddressCheck | None = None
) -> Response:
    with request.container.read_transaction() as tx:
        boxes, has_account = tx.boxes.list_all(), tx.carrier_accounts.find(history.shop) is not None
        origins = tx.origins.list_all()
    ship_to = history.sales_order.shipping_address if history.sales_order else None
    return render(
        request,
        "orders/ship.html",
        422 if form.error else 200,
        history=history,
        form=form,
        box_choices=[("", "Proposed"), *((box.code, box.name) for box in boxes)],
        signature_choices=_SIGNATURES,
        has_account=has_account,
        may_need_filing=ship_to is not None and any(may_need_filing(each.address, ship_to) for each in origins),
        warnings=_find_warnings(request, history) if has_account else (),
        check=check,
        page=read_order_url(request),
        today=get_today(request),
        format_day=format_day,
    )


def _find_warnings(request: ConsoleRequest, history: OrderHistory) -> Sequence[str]:
    assert history.sales_order
    return request.container.find_address_warnings()(history.sales_order.id or "")
