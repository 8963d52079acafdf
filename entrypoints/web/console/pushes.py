"""`/console/pushes`: shipments on their way to Shopify."""

from starlette.responses import Response

from novex_shopify.domain.model.fulfillment import ON_THEIR_WAY, STUCK, PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back, query_of

PAGE = 50

STATES = {
    PushStatus.PENDING: "waits for a worker, or for its next attempt",
    PushStatus.SENDING: "a worker tells Shopify",
    PushStatus.PUSHED: "Shopify knows it",
    PushStatus.CANCELLED: "taken back",
    PushStatus.PARKED: "waits for Shopify or for a person",
    PushStatus.REFUSED: "Shopify declined it, or it was given up",
    PushStatus.NOT_SHOPIFY: "the order is not from Shopify",
    PushStatus.TEST_ORDER: "of a test order, so nobody is told",
}

GROUPS = {"on their way": ON_THEIR_WAY, "stuck": STUCK}
"""What the figures of the overview count."""


def show(visit: Visit) -> Response:
    """The newest first, a page at a time."""
    state, shop, before = visit.asked("state"), visit.asked("shop"), visit.asked("before")
    asked_for = GROUPS.get(state) or [each for each in STATES if each == state]
    with visit.container.unit_of_work()() as tx:
        shops = [each.domain for each in tx.shops.all()]
        start = int(before) if before.isdecimal() else None
        pushes = tx.pushes.latest(PAGE + 1, asked_for, ShopDomain(shop) if shop else None, start)
    older = query_of(state=state, shop=shop, before=pushes[PAGE - 1].id) if len(pushes) > PAGE else ""
    return render(
        visit,
        "pushes.html",
        pushes=pushes[:PAGE],
        states=STATES,
        groups=GROUPS,
        state=state,
        shop=shop,
        shops=shops,
        older=older,
    )


def retry(visit: Visit) -> Response:
    """Have a shipment told to Shopify again that is parked or was refused."""
    shipment = visit.filled("shipment")
    push = visit.container.push_fulfillment().retry(shipment)
    to = f"/console/orders/{push.shop_domain}/{push.order_id}" if push.order_id else "/console/pushes"
    return back(to, f"Shipment {shipment} is tried again.")
