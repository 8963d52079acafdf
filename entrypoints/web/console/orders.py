"""`/console/orders`: where is #1234?"""

from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from novex_shopify.domain.errors import variant_of
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.find_order import OrderStory
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit

_LATEST = 25


def search(visit: Visit) -> Response:
    """One answer leads straight to its story; no question shows the newest orders."""
    text = visit.asked("text")
    stories = visit.container.find_order()(text) if text else []
    if len(stories) == 1:
        return RedirectResponse(_address(stories[0]), 303)
    with visit.container.unit_of_work()() as tx:
        latest = [] if text else tx.erp.orders.latest(_LATEST)
        shops = [shop.domain for shop in tx.shops.all()]
    return render(visit, "orders.html", text=text, stories=stories, latest=latest, shops=shops)


def show(visit: Visit) -> Response:
    """The whole story of one order."""
    parameters = visit.request.path_params
    story = visit.container.find_order().story(parse_shop_domain(parameters["shop"]), int(parameters["order"]))
    waiting = story.open_event.waiting_for if story.open_event else ()
    lacking = [variant for key in waiting if (variant := variant_of(key)) is not None]
    return render(visit, "order.html", story=story, lacking=lacking)


def _address(story: OrderStory) -> str:
    return f"/console/orders/{quote(story.shop)}/{story.order_id}"
