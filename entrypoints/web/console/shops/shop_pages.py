"""`/console/stores`: the connected stores, their webhooks and settings; connecting and disconnecting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from novex_shopify.config.settings import INSTALL_PATH
from novex_shopify.domain.errors import InvalidShopSetting, NotFound
from novex_shopify.domain.model.shop import Shop, ShopDomain, parse_shop_domain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, select_granted, to_graphql_name
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shops.settings_form import build_fields, fill_fields, parse_settings


@dataclass(frozen=True, slots=True)
class TopicState:
    """`is_subscribed` is None for a topic that needs no subscription."""

    topic: Topic
    is_subscribed: bool | None
    last_received_at: datetime | None


def list_shops(request: ConsoleRequest) -> Response:
    _, shop_overviews = request.container.get_overview()()
    return render(request, "shops/shops.html", shop_overviews=shop_overviews)


def show_shop(request: ConsoleRequest, refusal: InvalidShopSetting | None = None) -> Response:
    """One store. With a refusal of its settings, the form keeps what was filled in, with the error at its field."""
    shop = _fetch_shop(request)
    _, shop_overviews = request.container.get_overview()()
    with request.container.read_transaction() as tx:
        settings = tx.shops.get_settings(shop.domain)
        inbox_full = bool(tx.events.filter_full({shop.domain}))
        waiting = tx.events.count_by_status(EventFilter(shop=shop.domain, status=EventStatus.PARKED))
        required = select_granted(request.settings.topics_per_shop, shop.scopes)
        topic_states = _list_topic_states(tx, shop.domain, required)
    return render(
        request,
        "shops/shop.html",
        422 if refusal else 200,
        overview=next(each for each in shop_overviews if each.shop.domain == shop.domain),
        shop=shop,
        topic_states=topic_states,
        missing_count=sum(state.is_subscribed is False for state in topic_states),
        fields=fill_fields(settings, request.form, refusal) if refusal else build_fields(settings),
        inbox_full=inbox_full,
        waiting_count=waiting.get(EventStatus.PARKED, 0),
    )


def connect_shop(request: ConsoleRequest) -> Response:
    """Begin an installation. It needs no approval, because a person who is signed in begins it."""
    domain = parse_shop_domain(request.get_form_field("shop"))
    request.container.approve_shop().expect(domain)
    return redirect(f"{INSTALL_PATH}?shop={domain}")


def approve_shop(request: ConsoleRequest) -> Response:
    shop = _fetch_shop(request)
    request.container.approve_shop()(shop.domain)
    return redirect(f"/console/stores/{shop.domain}", f"{shop.domain} is approved")


def save_settings(request: ConsoleRequest) -> Response:
    domain = _read_shop_domain(request)
    with request.container.read_transaction() as tx:
        current = tx.shops.get_settings(domain)
    try:
        request.container.change_settings()(domain, parse_settings(current, request.form))
    except InvalidShopSetting as refusal:
        return show_shop(request, refusal)
    return redirect(f"/console/stores/{domain}", "Settings saved")


def repair_subscriptions(request: ConsoleRequest) -> Response:
    """Queue a comparison with the topic table; a worker does it."""
    domain = _read_shop_domain(request)
    request.container.request_subscription_check()(domain)
    return redirect(f"/console/stores/{domain}", "Repairing subscriptions…")


def confirm_disconnect(request: ConsoleRequest) -> Response:
    return render(request, "shops/disconnect.html", shop=_fetch_shop(request))


def disconnect_shop(request: ConsoleRequest) -> Response:
    shop = _fetch_shop(request)
    request.container.disconnect_shop()(shop.domain)
    return redirect(f"/console/stores/{shop.domain}", f"{shop.domain} is disconnected")


def _read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])


def _fetch_shop(request: ConsoleRequest) -> Shop:
    domain = _read_shop_domain(request)
    with request.container.read_transaction() as tx:
        shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"{domain} was never connected.")
    return shop


def _list_topic_states(tx: Transaction, domain: ShopDomain, required_topics: Collection[str]) -> list[TopicState]:
    """All topics. None needs a subscription that the app's own settings at Shopify list, or whose scope is missing."""
    subscribed = {subscription.topic for subscription in tx.subscriptions.list_for_shop(domain)}
    last_received = tx.deliveries.find_last_received_at(domain)

    def is_subscribed(topic: Topic) -> bool | None:
        names = set(map(to_graphql_name, topic.subscribed))
        return names <= subscribed if names and names <= set(required_topics) else None

    return [TopicState(topic, is_subscribed(topic), last_received.get(topic.name)) for topic in TOPICS]
