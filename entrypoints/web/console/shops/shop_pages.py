"""`/console/stores`: connecting one, what it sends, its settings, and letting it go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import Shop, ShopDomain, parse_shop_domain
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, to_graphql_name
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shops.settings_form import build_fields, parse_settings


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic, whether the store sends it (None where no subscription is needed), and when it last did."""

    topic: Topic
    is_subscribed: bool | None
    last_received_at: datetime | None


def list_shops(request: ConsoleRequest) -> Response:
    """All stores, and how to connect one."""
    _, stores = request.container.get_overview()()
    return render(request, "shops/shops.html", stores=stores)


def show_shop(request: ConsoleRequest) -> Response:
    """One store."""
    domain = _read_shop_domain(request)
    _, stores = request.container.get_overview()()
    shop_overview = next((store for store in stores if store.shop.domain == domain), None)
    if shop_overview is None:
        raise NotFound(f"{domain} was never connected.")
    with request.container.unit_of_work()() as tx:
        settings = tx.shops.get_settings(domain)
        topics = _list_topic_states(tx, domain, request.settings.topics_per_shop)
    missing_count = sum(state.is_subscribed is False for state in topics)
    fields = build_fields(settings)
    return render(
        request,
        "shops/shop.html",
        store=shop_overview,
        shop=shop_overview.shop,
        topics=topics,
        missing=missing_count,
        fields=fields,
    )


def save_settings(request: ConsoleRequest) -> Response:
    """Change the store's settings."""
    shop = _fetch_shop(request)
    with request.container.unit_of_work()() as tx:
        tx.shops.save_settings(shop.domain, parse_settings(tx.shops.get_settings(shop.domain), request.form))
        tx.commit()
    return redirect(f"/console/stores/{shop.domain}", "The settings are saved.")


def repair_subscriptions(request: ConsoleRequest) -> Response:
    """Have the subscriptions made equal to the topic table; a worker does it."""
    domain = _read_shop_domain(request)
    request.container.repair_webhooks()(domain)
    return redirect(f"/console/stores/{domain}", "The subscriptions are being looked after.")


def confirm_disconnect(request: ConsoleRequest) -> Response:
    """Say what disconnecting means before it is done."""
    return render(request, "shops/disconnect.html", shop=_fetch_shop(request))


def disconnect_shop(request: ConsoleRequest) -> Response:
    """Let the store go."""
    shop = _fetch_shop(request)
    request.container.disconnect_shop()(shop.domain)
    return redirect(f"/console/stores/{shop.domain}", f"{shop.domain} is disconnected.")


def _read_shop_domain(request: ConsoleRequest) -> ShopDomain:
    return parse_shop_domain(request.http_request.path_params["shop"])


def _fetch_shop(request: ConsoleRequest) -> Shop:
    domain = _read_shop_domain(request)
    with request.container.unit_of_work()() as tx:
        shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"{domain} was never connected.")
    return shop


def _list_topic_states(tx: Transaction, domain: ShopDomain, required_topics: Collection[str]) -> list[TopicState]:
    """All topics; none has to be subscribed where the app's own settings at Shopify name them."""
    subscribed_topics = {subscription.topic for subscription in tx.subscriptions.list_for_shop(domain)}
    last_received = tx.deliveries.find_last_received_at(domain)
    return [
        TopicState(
            topic,
            subscribed_topics.issuperset(map(to_graphql_name, topic.subscribed))
            if topic.subscribed and required_topics
            else None,
            last_received.get(topic.name),
        )
        for topic in TOPICS
    ]
