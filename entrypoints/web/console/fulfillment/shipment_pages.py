"""`/console/shipments`: shipments, and how far each is synced to Shopify."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.fulfillment import (
    STUCK_PUSH_STATUSES,
    WAITING_PUSH_STATUSES,
    FulfillmentPush,
    PushStatus,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.labels import PUSH_STATUS_DESCRIPTIONS, build_status_options
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

PAGE_SIZE = 50

STATUS_GROUPS = {"waiting": WAITING_PUSH_STATUSES, "failed": STUCK_PUSH_STATUSES}
"""What the figures of the overview count."""

_ANY, *_SINGLE_STATUSES = build_status_options(PushStatus)
_STATUS_OPTIONS = [_ANY, ("waiting", "Waiting to sync"), ("failed", "Sync failed"), *_SINGLE_STATUSES]


def show_shipments(request: ConsoleRequest) -> Response:
    """One page, newest first."""
    status, shop = request.get_query_param("status"), request.get_query_param("shop")
    before = request.get_query_number("before")
    with request.container.read_transaction() as tx:
        shops = [each.domain for each in tx.shops.list_all()]
        shop_domain = ShopDomain(shop) if shop else None
        pushes = tx.pushes.list_latest(PAGE_SIZE + 1, parse_statuses(status), shop_domain, before)
    has_older = len(pushes) > PAGE_SIZE
    return render(
        request,
        "fulfillment/shipments.html",
        pushes=pushes[:PAGE_SIZE],
        status=status,
        status_options=_STATUS_OPTIONS,
        status_descriptions=PUSH_STATUS_DESCRIPTIONS,
        shop=shop,
        shops=shops,
        older_query=build_query(status=status, shop=shop, before=pushes[PAGE_SIZE - 1].id) if has_older else "",
    )


def retry_shipment(request: ConsoleRequest) -> Response:
    shipment = request.get_form_field("shipment")
    push = request.container.push_fulfillment().retry(shipment)
    return _return_to_order(push, f"Shipment {shipment} is queued for retry.")


def change_tracking(request: ConsoleRequest) -> Response:
    """Replace the tracking; Shopify is sent the new one."""
    shipment, read = request.get_form_field("shipment"), request.get_form_field
    tracking = Tracking(read("number"), read("carrier") or None, read("url") or None)
    if not tracking.number:
        raise InvalidShipment(shipment, "needs a tracking number")
    push = request.container.push_fulfillment().update_tracking(shipment, tracking)
    return _return_to_order(push, f"The tracking of shipment {shipment} is changed, and sent to Shopify.")


def cancel_shipment(request: ConsoleRequest) -> Response:
    """Cancel what Shopify has of the shipment; the rest is never sent."""
    shipment = request.get_form_field("shipment")
    push = request.container.push_fulfillment().cancel(shipment)
    return _return_to_order(push, f"Shipment {shipment} is being cancelled.")


def give_up_shipment(request: ConsoleRequest) -> Response:
    """Stop sending a shipment to Shopify, with the reason."""
    shipment, reason = request.get_form_field("shipment"), request.get_form_field("reason")
    if not reason:
        raise InvalidShipment(shipment, "is given up only with a reason")
    push = request.container.correct_shipment().give_up(shipment, reason)
    return _return_to_order(push, f"Shipment {shipment} is not sent to Shopify any more.")


def _return_to_order(push: FulfillmentPush, message: str) -> Response:
    url = f"/console/orders/{push.shop_domain}/{push.order_id}" if push.order_id else "/console/shipments"
    return redirect(url, message)


def parse_statuses(value: str) -> Sequence[PushStatus]:
    """A group or one status; an unknown value means all, as an empty one does."""
    return STATUS_GROUPS.get(value) or [status for status in PushStatus if status == value]
