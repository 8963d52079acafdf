"""The brokers and their middleware, in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dramatiq import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, Retries
from redis import Redis

from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy

NAMESPACE = "novex-shopify"
EVENTS_QUEUE, SHOPIFY_QUEUE = "events", "shopify"
_MAX_MESSAGE_AGE_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Brokers:
    """One broker per queue, and which queue carries which work."""

    by_queue: Mapping[str, Broker]

    def __getitem__(self, work: Work) -> Broker:
        return self.by_queue[get_queue_name(work)]

    def all(self) -> Sequence[Broker]:
        return tuple(self.by_queue.values())

    def queue_name(self, work: Work) -> str:
        return get_queue_name(work)


def build_redis_brokers(client: Redis, retry: RetryPolicy) -> Brokers:
    """Wake-ups that reach every worker process."""
    return _build_brokers(
        lambda: RedisBroker(client=client, namespace=NAMESPACE, middleware=_build_middleware(retry))  # type: ignore[no-untyped-call]
    )


def build_embedded_brokers(retry: RetryPolicy) -> Brokers:
    """Wake-ups inside this process, for a worker that runs inside it too."""
    return _build_brokers(lambda: StubBroker(middleware=_build_middleware(retry)))


def _build_brokers(build_broker: Callable[[], Broker]) -> Brokers:
    """Webhooks have threads of their own, so a queue and a broker: what waits for Shopify must not hold them up."""
    brokers = {queue: build_broker() for queue in (EVENTS_QUEUE, SHOPIFY_QUEUE)}
    for queue, broker in brokers.items():
        broker.declare_queue(queue)
    return Brokers(brokers)


def get_queue_name(work: Work) -> str:
    """Where wake-ups for this kind of work are sent."""
    return EVENTS_QUEUE if work is Work.EVENTS else SHOPIFY_QUEUE


def _build_middleware(retry: RetryPolicy) -> list[Middleware]:
    return [
        # A wake-up that is a day old tells nothing new: the sweep has been by.
        AgeLimit(max_age=_MAX_MESSAGE_AGE_MS),
        # For what fails outside the work's own bookkeeping, such as a database that is away; same policy as the rows'.
        Retries(
            max_retries=retry.max_attempts,
            min_backoff=int(retry.first_delay.total_seconds() * 1000),
            max_backoff=int(retry.max_delay.total_seconds() * 1000),
        ),
    ]
