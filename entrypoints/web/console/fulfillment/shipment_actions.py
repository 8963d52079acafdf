"""What a person does with one shipment. Each leads back to the page that it was done on."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.fulfillment import STUCK_PUSH_STATUSES, FulfillmentPush, Tracking
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_QUANTITY_PREFIX = "quantity-"


def retry_shipment(request: ConsoleRequest) -> Response:
    shipment = request.get_form_field("shipment")
    push = request.container.push_fulfillment().retry(shipment)
    return _return_to_page(request, push, f"Shipment {shipment} queued for retry")


def retry_chosen(request: ConsoleRequest) -> Response:
    """Retry the shipments that were chosen in the list; those that are synced or ended stay as they are."""
    shipments = {str(value) for value in request.form.getlist("id")}
    with request.container.read_transaction() as tx:
        pushes = [push for shipment in sorted(shipments) if (push := tx.pushes.get(shipment))]
    stuck = [push for push in pushes if push.status in STUCK_PUSH_STATUSES]
    for push in stuck:
        request.container.push_fulfillment().retry(push.shipment.id)
    return redirect(request.get_next_path(), f"{format_plural(len(stuck), 'shipment')} queued for retry")


def change_tracking(request: ConsoleRequest) -> Response:
    """Replace the tracking; Shopify is sent the new one."""
    shipment, read = request.get_form_field("shipment"), request.get_form_field
    tracking = Tracking(read("number"), read("carrier") or None, read("url") or None)
    push = request.container.push_fulfillment().update_tracking(shipment, tracking)
    return _return_to_page(request, push, f"Tracking of shipment {shipment} saved. It is synced to Shopify.")


def change_quantities(request: ConsoleRequest) -> Response:
    shipment, reason = _read_reason(request, "is changed only with a reason")
    quantities = {}
    for name, value in request.form.multi_items():
        if name.startswith(_QUANTITY_PREFIX) and (line_id := parse_id(name.removeprefix(_QUANTITY_PREFIX))) is not None:
            quantity = parse_id(str(value).strip())
            if quantity is None:
                raise InvalidShipment(shipment, "needs a whole number for each quantity")
            quantities[line_id] = quantity
    push = request.container.correct_shipment().change_quantities(shipment, quantities, reason)
    return _return_to_page(request, push, f"Quantities of shipment {shipment} saved. It is synced to Shopify.")


def mark_shipped_elsewhere(request: ConsoleRequest) -> Response:
    shipment, reason = _read_reason(request, "is marked as shipped elsewhere only with a reason")
    push = request.container.correct_shipment().mark_shipped_elsewhere(shipment, reason)
    return _return_to_page(request, push, f"Shipment {shipment} marked as shipped elsewhere")


def cancel_shipment(request: ConsoleRequest) -> Response:
    """Cancel what Shopify has of the shipment; the rest is never sent."""
    shipment = request.get_form_field("shipment")
    push = request.container.push_fulfillment().cancel(shipment)
    return _return_to_page(request, push, f"Shipment {shipment} is being cancelled")


def give_up_shipment(request: ConsoleRequest) -> Response:
    """Stop sending a shipment to Shopify, with the reason."""
    shipment, reason = _read_reason(request, "is given up only with a reason")
    push = request.container.correct_shipment().give_up(shipment, reason)
    return _return_to_page(request, push, f"Shipment {shipment} given up. It is not sent to Shopify.")


def _read_reason(request: ConsoleRequest, refusal: str) -> tuple[str, str]:
    shipment, reason = request.get_form_field("shipment"), request.get_form_field("reason")
    if not reason:
        raise InvalidShipment(shipment, refusal)
    return shipment, reason


def _return_to_page(request: ConsoleRequest, push: FulfillmentPush, message: str) -> Response:
    order = f"/console/orders/{push.shop_domain}/{push.order_id}" if push.order_id else "/console/shipments"
    return redirect(request.get_next_path(order), message)
