"""`/console/labels`: labels that are bought for parcels, and what a person decides about them."""

from starlette.responses import Response

from novex_shopify.domain.errors import (
    InvalidShipment,
    LabelIsOpen,
    LabelRefused,
    NoCarrierAccount,
    NotFound,
    NovexError,
    OrderOnHold,
    StockRefused,
)
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.policies.label_costs import list_costs, sum_costs
from novex_shopify.domain.use_cases.labels.propose_rate import RateProposal
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shipping.label_records import LABELS, LABELS_PATH
from novex_shopify.entrypoints.web.label_files import send_customs_form, send_label


def show_labels(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, LABELS)
    return render(request, "shipping/labels.html", page=load_page(request, LABELS))


def show_label(request: ConsoleRequest) -> Response:
    """The rates as they were asked for once: looking at them asks no carrier."""
    return _render(request)


def request_return_label(request: ConsoleRequest) -> Response:
    """Nothing is bought yet: the page of the label shows the rates."""
    try:
        purchase = request.container.request_return_label()(request.get_form_field("shipment"))
    except (InvalidShipment, LabelIsOpen, NoCarrierAccount) as refusal:
        return redirect(request.get_next_path(), str(refusal))
    return redirect(f"{LABELS_PATH}/{purchase.id}", "Carriers are being asked for the way back")


def buy_label(request: ConsoleRequest) -> Response:
    rate_id, why = request.get_form_field("rate"), request.get_form_field("why")
    try:
        request.container.buy_label()(_get_id(request), rate_id, why or None)
    except (LabelRefused, StockRefused) as refusal:
        return _render(request, refusal)
    return _redirect(request, "The label is being bought")


def state_filing(request: ConsoleRequest) -> Response:
    """Ask for the rates of an export again, with its filing. Nothing is bought yet."""
    try:
        purchase = request.container.state_filing()(_get_id(request), request.get_form_field("filing"))
    except (InvalidShipment, LabelIsOpen, NoCarrierAccount, OrderOnHold) as refusal:
        return _render(request, refusal)
    return redirect(f"{LABELS_PATH}/{purchase.id}", "Carriers are being asked")


def check_again(request: ConsoleRequest) -> Response:
    request.container.resolve_purchase().check_again(_get_id(request))
    return _redirect(request, "The label is checked again")


def ship_again(request: ConsoleRequest) -> Response:
    request.container.resolve_purchase().ship_again(_get_id(request))
    return _redirect(request, "The order is shipped again")


def give_up(request: ConsoleRequest) -> Response:
    request.container.resolve_purchase().give_up(_get_id(request), request.get_form_field("reason"))
    return _redirect(request, "The label was given up")


def void_label(request: ConsoleRequest) -> Response:
    request.container.void_label()(_get_id(request), request.get_form_field("reason"))
    message, label = "The label is void, and its refund is asked for", f"{LABELS_PATH}/{_get_id(request)}"
    return redirect(request.get_next_path(label), message)


def show_file(request: ConsoleRequest) -> Response:
    """Reprinting buys nothing."""
    return send_label(
        request.container, _get_id(request), request.http_request.path_params["format"], is_attachment=False
    )


def show_customs_form(request: ConsoleRequest) -> Response:
    return send_customs_form(request.container, _get_id(request), request.get_path_id("number"), is_attachment=False)


def _render(request: ConsoleRequest, refusal: NovexError | None = None) -> Response:
    with request.container.read_transaction() as tx:
        purchase = tx.label_purchases.get(_get_id(request))
        if purchase is None:
            raise NotFound(f"There is no label {_get_id(request)}.")
        order = tx.erp.orders.get(purchase.parcel.order_id)
        shipment = tx.pushes.get(purchase.parcel.id)
        packing = tx.packings.get(purchase.parcel.order_id)
        lacks_filing = order is not None and request.container.state_filing().is_missing(tx, purchase)
    proposal: RateProposal | None = None
    if purchase.state is PurchaseState.RATED:
        proposal = request.container.propose_rate()(purchase.id)
    return render(
        request,
        "shipping/label.html",
        422 if refusal else 200,
        purchase=purchase,
        order=order,
        is_shipped=shipment is not None and not shipment.shipment.cancelled,
        proposal=proposal,
        lacks_filing=lacks_filing,
        is_being_packed=packing is not None and packing.parcel_id == purchase.parcel.id and not packing.is_set_aside,
        refusal=refusal,
        costs=list_costs(purchase),
        cost=sum_costs([purchase]),
        page=f"{LABELS_PATH}/{purchase.id}",
    )


def _get_id(request: ConsoleRequest) -> int:
    return request.get_path_id("label")


def _redirect(request: ConsoleRequest, message: str) -> Response:
    return redirect(f"{LABELS_PATH}/{_get_id(request)}", message)
