"""The broker and its middleware, in order."""

from dramatiq import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, Retries
from redis import Redis

from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy

EVENTS_QUEUE, SHOPIFY_QUEUE = "events", "shopify"
"""Webhooks have a queue of their own: work that waits for Shopify's answers must not hold them up."""

NAMESPACE = "novex-shopify"
_A_DAY = 24 * 60 * 60 * 1000


def redis_broker(client: Redis, retry: RetryPolicy) -> Broker:
    """Wake-ups that reach every worker process."""
    broker = RedisBroker(client=client, namespace=NAMESPACE, middleware=_middleware(retry))  # type: ignore[no-untyped-call]
    return _prepared(broker)


def embedded_broker(retry: RetryPolicy) -> Broker:
    """Wake-ups inside this process, for a worker that runs inside it too."""
    return _prepared(StubBroker(middleware=_middleware(retry)))


def _prepared(broker: Broker) -> Broker:
    for queue in (EVENTS_QUEUE, SHOPIFY_QUEUE):
        broker.declare_queue(queue)
    return broker


def queue_of(work: Work) -> str:
    """Where wake-ups for this kind of work are sent."""
    return EVENTS_QUEUE if work is Work.EVENTS else SHOPIFY_QUEUE


def _middleware(retry: RetryPolicy) -> list[Middleware]:
    return [
        # A wake-up that is a day old tells nothing new: the sweep has been by.
        AgeLimit(max_age=_A_DAY),
        # For what fails outside the work's own bookkeeping, such as a database that is away; same policy as the rows'.
        Retries(
            max_retries=retry.attempts,
            min_backoff=int(retry.first_delay.total_seconds() * 1000),
            max_backoff=int(retry.longest_delay.total_seconds() * 1000),
        ),
    ]
