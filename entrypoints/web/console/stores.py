"""`/console/stores`: connecting one, what it sends, its settings, and letting it go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import Shop, ShopDomain, parse_shop_domain
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, graphql_name
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.setting_fields import fields_of, settings_from
from novex_shopify.entrypoints.web.console.visit import Visit, back


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic, whether the store sends it (None where no subscription is needed), and when it last did."""

    topic: Topic
    subscribed: bool | None
    last: datetime | None


def listed(visit: Visit) -> Response:
    """All stores, and how to connect one."""
    _, stores = visit.container.survey()()
    return render(visit, "stores.html", stores=stores)


def show(visit: Visit) -> Response:
    """One store."""
    domain = _domain(visit)
    _, stores = visit.container.survey()()
    found = next((store for store in stores if store.shop.domain == domain), None)
    if found is None:
        raise NotFound(f"{domain} was never connected.")
    with visit.container.unit_of_work()() as tx:
        settings = tx.shops.settings(domain)
        topics = _topics(tx, domain, visit.settings.topics_per_shop)
    missing = sum(state.subscribed is False for state in topics)
    fields = fields_of(settings)
    return render(visit, "store.html", store=found, shop=found.shop, topics=topics, missing=missing, fields=fields)


def decide(visit: Visit) -> Response:
    """Change the store's settings."""
    shop = _known(visit)
    with visit.container.unit_of_work()() as tx:
        tx.shops.save_settings(shop.domain, settings_from(tx.shops.settings(shop.domain), visit.form))
        tx.commit()
    return back(f"/console/stores/{shop.domain}", "The settings are saved.")


def repair(visit: Visit) -> Response:
    """Have the subscriptions made equal to the topic table; a worker does it."""
    domain = _domain(visit)
    visit.container.repair_webhooks()(domain)
    return back(f"/console/stores/{domain}", "The subscriptions are being looked after.")


def confirm(visit: Visit) -> Response:
    """Say what disconnecting means before it is done."""
    return render(visit, "disconnect.html", shop=_known(visit))


def disconnect(visit: Visit) -> Response:
    """Let the store go."""
    shop = _known(visit)
    visit.container.disconnect_shop()(shop.domain)
    return back(f"/console/stores/{shop.domain}", f"{shop.domain} is disconnected.")


def _domain(visit: Visit) -> ShopDomain:
    return parse_shop_domain(visit.request.path_params["shop"])


def _known(visit: Visit) -> Shop:
    domain = _domain(visit)
    with visit.container.unit_of_work()() as tx:
        shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"{domain} was never connected.")
    return shop


def _topics(tx: Transaction, domain: ShopDomain, wanted: Collection[str]) -> list[TopicState]:
    """All topics; none has to be subscribed where the app's own settings at Shopify name them."""
    have = {subscription.topic for subscription in tx.subscriptions.of(domain)}
    last = tx.deliveries.last(domain)
    return [
        TopicState(
            topic,
            have.issuperset(map(graphql_name, topic.subscribed)) if topic.subscribed and wanted else None,
            last.get(topic.name),
        )
        for topic in TOPICS
    ]
