"""`/console/orders`: where is #1234?"""

from datetime import timedelta
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import variant_of
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.find_order import OrderStory
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back, query_of

_LATEST = 25
SPANS = {"1 day": timedelta(days=1), "7 days": timedelta(days=7), "60 days": timedelta(days=60)}
"""How far back a store may be asked; Shopify shows an app the orders of the last 60 days."""


def search(visit: Visit) -> Response:
    """One answer leads straight to its story; no question shows the newest orders."""
    text = visit.asked("text")
    stories = visit.container.find_order()(text) if text else []
    if len(stories) == 1:
        return RedirectResponse(_address(stories[0]), 303)
    with visit.container.unit_of_work()() as tx:
        latest = [] if text else tx.erp.orders.latest(_LATEST)
        shops = [shop.domain for shop in tx.shops.all() if shop.connected]
        being_asked = [gap.shop for gap in tx.gaps.open()]
    return render(
        visit,
        "orders.html",
        text=text,
        stories=stories,
        latest=latest,
        shops=shops,
        asked=visit.asked("asked"),
        being_asked=being_asked,
        spans=SPANS,
    )


def ask(visit: Visit) -> Response:
    """Have a store's orders read again, for one that never came; the page looks until it is there."""
    span = SPANS.get(visit.filled("span"), SPANS["1 day"])
    now = visit.container.clock().now()
    visit.container.ask_for_orders()(parse_shop_domain(visit.filled("shop")), now - span)
    return back("/console/orders" + query_of(text=visit.filled("text"), asked=visit.filled("shop")))


def show(visit: Visit) -> Response:
    """The whole story of one order."""
    parameters = visit.request.path_params
    story = visit.container.find_order().story(parse_shop_domain(parameters["shop"]), int(parameters["order"]))
    waiting = story.open_event.waiting_for if story.open_event else ()
    lacking = [variant for key in waiting if (variant := variant_of(key)) is not None]
    return render(visit, "order.html", story=story, lacking=lacking)


def _address(story: OrderStory) -> str:
    return f"/console/orders/{quote(story.shop)}/{story.order_id}"
