"""`/console/receiving`: one screen for a person with a scanner."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound, StockRefused
from novex_shopify.domain.model.lot import LotSource, ReceiptSource
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.console.formatting import format_number
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today
from novex_shopify.entrypoints.web.console.stock.receipt_references import describe_cause
from novex_shopify.entrypoints.web.console.stock.receiving_form import KEPT_FIELDS, InvalidDay, ReceivingForm

_PATH = "/console/receiving"
_LAST_RECEIPTS = 10
_SOURCES = [(source.value, format_label(LotSource(source))) for source in ReceiptSource]


def show_receiving(request: ConsoleRequest) -> Response:
    return _render(request, ReceivingForm.from_address(request))


def receive(request: ConsoleRequest) -> Response:
    """Read a scanned label into the form, or book the receipt if nothing was scanned."""
    form, scanned = ReceivingForm.from_form(request), request.get_form_field("scan")
    return _read_label(request, form, scanned) if scanned else _book(request, form)


def _read_label(request: ConsoleRequest, form: ReceivingForm, scanned: str) -> Response:
    try:
        return _render(request, form.fill_in(request.container.read_label()(scanned)))
    except StockRefused as refusal:
        return _render(request, form.refuse_scan(refusal))


def _book(request: ConsoleRequest, form: ReceivingForm) -> Response:
    try:
        item = request.container.find_item()(form.values["item"])
        receipt = form.build_receipt(item.id)
        received = request.container.receive_lot()(receipt)
    except (StockRefused, NotFound, InvalidDay) as refusal:
        return _render(request, form.refuse(refusal))
    what = f"{format_number(receipt.quantity)} of lot {received.lot.code} of {item.name}"
    message = f"Received {what} at {receipt.location}" if received.is_new else _describe_repeated(form, what)
    if received.warning:
        message = f"{message.removesuffix('.')}. {received.warning}"
    return redirect(_PATH + build_query(**{name: form.values[name] for name in KEPT_FIELDS}), message)


def _describe_repeated(form: ReceivingForm, what: str) -> str:
    name = f"Receipt {form.values['reference']}" if form.values["reference"] else "This receipt"
    return f"{name} was booked before: {what}. Nothing was added."


def _render(request: ConsoleRequest, form: ReceivingForm) -> Response:
    with request.container.read_transaction() as tx:
        locations = [location.name for location in get_stock(tx).locations.list_all()]
        item = tx.erp.catalog.get(form.values["item"])
    return render(
        request,
        "stock/receiving.html",
        422 if form.error else 200,
        form=form,
        item=item,
        locations=locations,
        sources=_SOURCES,
        receipts=request.container.list_receipts()(_LAST_RECEIPTS),
        today=get_today(request),
        format_day=format_day,
        describe_cause=describe_cause,
    )
