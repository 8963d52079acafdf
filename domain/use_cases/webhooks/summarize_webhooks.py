"""Summarizes how webhooks reach the installation, over all stores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, select_granted, to_graphql_name
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ShopWebhooks:
    """A connected store: which topics it needs and lacks, the newest webhook, and why the last check failed."""

    shop: Shop
    needed: Collection[str]
    missing: Collection[str]
    last_received_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """A topic: how many stores need a subscription and have it, and when any store sent it last."""

    topic: Topic
    needed: int
    subscribed: int
    last_received_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookSummary:
    shops: Sequence[ShopWebhooks]
    topics: Sequence[TopicSummary]


@dataclass(frozen=True, slots=True)
class SummarizeWebhooks:
    """`topics` are to be subscribed for each store; none if the app's own settings at Shopify list them."""

    unit_of_work: UnitOfWork
    topics: Collection[str]

    def __call__(self) -> WebhookSummary:
        received: dict[str, datetime] = {}
        shops = []
        with self.unit_of_work.read() as tx:
            for shop in tx.shops.list_all():
                if shop.connected:
                    latest = tx.deliveries.find_last_received_at(shop.domain)
                    received |= {name: max(at, received.get(name, at)) for name, at in latest.items()}
                    needed = set(map(to_graphql_name, select_granted(self.topics, shop.scopes)))
                    missing = needed - {each.topic for each in tx.subscriptions.list_for_shop(shop.domain)}
                    error = tx.subscriptions.get_error(shop.domain)
                    shops.append(ShopWebhooks(shop, needed, missing, max(latest.values(), default=None), error))
        return WebhookSummary(shops, [_summarize(topic, shops, received) for topic in TOPICS])


def _summarize(topic: Topic, shops: Sequence[ShopWebhooks], received: Mapping[str, datetime]) -> TopicSummary:
    names = set(map(to_graphql_name, topic.subscribed))
    needing = [each for each in shops if names and names <= set(each.needed)]
    subscribed = sum(not names & set(each.missing) for each in needing)
    return TopicSummary(topic, len(needing), subscribed, received.get(topic.name))
