"""The brokers and their middleware, in order."""

from collections.abc import Callable, Mapping

from dramatiq import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, Retries
from redis import Redis

from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy

NAMESPACE = "novex-shopify"
EVENTS_QUEUE, SHOPIFY_QUEUE = "events", "shopify"
_A_DAY = 24 * 60 * 60 * 1000

Brokers = Mapping[Work, Broker]
"""Who carries the wake-ups of which work."""


def redis_brokers(client: Redis, retry: RetryPolicy) -> Brokers:
    """Wake-ups that reach every worker process."""
    return _one_per_queue(
        lambda: RedisBroker(client=client, namespace=NAMESPACE, middleware=_middleware(retry))  # type: ignore[no-untyped-call]
    )


def embedded_brokers(retry: RetryPolicy) -> Brokers:
    """Wake-ups inside this process, for a worker that runs inside it too."""
    return _one_per_queue(lambda: StubBroker(middleware=_middleware(retry)))


def _one_per_queue(make: Callable[[], Broker]) -> Brokers:
    """Webhooks have threads of their own, so a queue and a broker: what waits for Shopify must not hold them up."""
    brokers = {queue: make() for queue in (EVENTS_QUEUE, SHOPIFY_QUEUE)}
    for queue, broker in brokers.items():
        broker.declare_queue(queue)
    return {work: brokers[queue_of(work)] for work in Work}


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
