"""`/console/shipments`: shipments on their way to Shopify."""

from starlette.responses import Response

from novex_shopify.domain.model.fulfillment import STUCK_PUSH_STATUSES, WAITING_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

PAGE_SIZE = 50

STATUS_DESCRIPTIONS = {
    PushStatus.PENDING: "waits for a worker, or for its next attempt",
    PushStatus.SENDING: "a worker tells Shopify",
    PushStatus.PUSHED: "Shopify knows it",
    PushStatus.CANCELLED: "taken back",
    PushStatus.PARKED: "waits for Shopify or for a person",
    PushStatus.REFUSED: "Shopify declined it, or it was given up",
    PushStatus.NOT_SHOPIFY: "the order is not from Shopify",
    PushStatus.TEST_ORDER: "of a test order, so nobody is told",
}

STATUS_GROUPS = {"on their way": WAITING_PUSH_STATUSES, "stuck": STUCK_PUSH_STATUSES}
"""What the figures of the overview count."""


def show_shipments(request: ConsoleRequest) -> Response:
    """The newest first, a page at a time."""
    status, shop, before = (
        request.get_query_param("state"),
        request.get_query_param("shop"),
        request.get_query_param("before"),
    )
    statuses = STATUS_GROUPS.get(status) or [each for each in STATUS_DESCRIPTIONS if each == status]
    with request.container.unit_of_work()() as tx:
        shops = [each.domain for each in tx.shops.list_all()]
        before_id = int(before) if before.isdecimal() else None
        pushes = tx.pushes.list_latest(PAGE_SIZE + 1, statuses, ShopDomain(shop) if shop else None, before_id)
    older_query = (
        build_query(state=status, shop=shop, before=pushes[PAGE_SIZE - 1].id) if len(pushes) > PAGE_SIZE else ""
    )
    return render(
        request,
        "fulfillment/shipments.html",
        pushes=pushes[:PAGE_SIZE],
        states=STATUS_DESCRIPTIONS,
        groups=STATUS_GROUPS,
        state=status,
        shop=shop,
        shops=shops,
        older=older_query,
    )


def retry_shipment(request: ConsoleRequest) -> Response:
    """Have a shipment told to Shopify again that is parked or was refused."""
    shipment = request.get_form_field("shipment")
    push = request.container.push_fulfillment().retry(shipment)
    url = f"/console/orders/{push.shop_domain}/{push.order_id}" if push.order_id else "/console/shipments"
    return redirect(url, f"Shipment {shipment} is tried again.")
