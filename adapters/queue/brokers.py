"""The Dramatiq brokers and their middleware."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dramatiq import Broker, Message
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Middleware, Retries

from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy

EVENTS_QUEUE, SHOPIFY_QUEUE = "events", "shopify"
_WAITS_FOR_SHOPIFY = frozenset(Work) - {Work.EVENTS, Work.SETTLE}
_MAX_MESSAGE_AGE_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Brokers:
    """One broker for each queue."""

    by_queue: Mapping[str, Broker]

    def __getitem__(self, work: Work) -> Broker:
        return self.by_queue[get_queue_name(work)]

    def all(self) -> Sequence[Broker]:
        return tuple(self.by_queue.values())

    def queue_name(self, work: Work) -> str:
        return get_queue_name(work)

    def has_worker(self, work: Work) -> bool:
        """Whether a worker in this process does this work."""
        return work in self[work].actors

    def send(self, work: Work, delay: int) -> None:
        """Send a message, which names the actor and nothing else, after a delay in milliseconds."""
        self[work].enqueue(build_message(work), delay=delay or None)


def build_embedded_brokers(retry: RetryPolicy) -> Brokers:
    """Messages stay in this process, for a worker that runs in it."""
    return build_brokers(lambda: StubBroker(middleware=build_middleware(retry)))


def build_brokers(build_broker: Callable[[], Broker]) -> Brokers:
    # Webhooks have a queue, and so threads, of their own: work that waits for Shopify must not delay them.
    brokers = {queue: build_broker() for queue in (EVENTS_QUEUE, SHOPIFY_QUEUE)}
    for queue, broker in brokers.items():
        broker.declare_queue(queue)
    return Brokers(brokers)


def build_message(work: Work) -> Message[None]:
    return Message(queue_name=get_queue_name(work), actor_name=work, args=(), kwargs={}, options={})


def get_queue_name(work: Work) -> str:
    return SHOPIFY_QUEUE if work in _WAITS_FOR_SHOPIFY else EVENTS_QUEUE


def build_middleware(retry: RetryPolicy) -> list[Middleware]:
    return [
        # Workers have polled many times in a day: an older message says nothing new.
        AgeLimit(max_age=_MAX_MESSAGE_AGE_MS),
        # For failures that no row records, such as an unreachable database; the same policy as for the rows.
        Retries(
            max_retries=retry.max_attempts,
            min_backoff=int(retry.first_delay.total_seconds() * 1000),
            max_backoff=int(retry.max_delay.total_seconds() * 1000),
        ),
    ]
