"""The contract of `WorkNotifier`: in memory, inside the process, through fakeredis and through Redis."""

import threading
import time
from collections.abc import Generator
from datetime import timedelta
from typing import Any

import dramatiq
import pytest
from dramatiq import Message
from dramatiq.brokers.stub import StubBroker
from fakeredis import FakeStrictRedis
from redis import Redis

from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.queue.brokers import (
    EVENTS_QUEUE,
    SHOPIFY_QUEUE,
    Brokers,
    build_embedded_brokers,
    get_queue_name,
)
from novex_shopify.adapters.queue.redis_brokers import build_redis_brokers
from novex_shopify.adapters.queue.redis_work_notifier import RedisWorkNotifier
from novex_shopify.adapters.queue.work_notifier import EmbeddedWorkNotifier
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.work_notifier import WorkNotifier

RETRY_POLICY = RetryPolicy(random=lambda: 0.5)


@pytest.fixture(params=["embedded", "fakeredis", "redis"])
def brokers(request: pytest.FixtureRequest) -> Generator[Brokers]:
    """Every implementation that carries messages."""
    if request.param == "embedded":
        brokers = build_embedded_brokers(RETRY_POLICY)
    elif request.param == "fakeredis":
        brokers = build_redis_brokers(FakeStrictRedis(), RETRY_POLICY, "novex")
    else:
        brokers = build_redis_brokers(Redis.from_url(request.getfixturevalue("redis_url")), RETRY_POLICY, "novex")
    yield brokers
    for broker in brokers.all():
        broker.close()


@pytest.fixture
def notifier(brokers: Brokers) -> Generator[WorkNotifier]:
    """The adapter that belongs to the brokers."""
    if isinstance(brokers[Work.EVENTS], StubBroker):
        yield EmbeddedWorkNotifier(brokers)
        return
    notifier = RedisWorkNotifier(brokers)
    yield notifier
    notifier.close()


@pytest.fixture
def notified(brokers: Brokers) -> Generator[dict[Work, threading.Event]]:
    """The work that a worker was notified of."""
    notified = {work: threading.Event() for work in Work}
    for work, event in notified.items():
        dramatiq.actor(broker=brokers[work], actor_name=work, queue_name=get_queue_name(work))(event.set)
    workers = [dramatiq.Worker(broker, worker_threads=1, worker_timeout=50) for broker in brokers.all()]
    for worker in workers:
        worker.start()
    yield notified
    for worker in workers:
        worker.stop()


def test_a_notification_reaches_the_actor_of_that_work(
    notifier: WorkNotifier, notified: dict[Work, threading.Event]
) -> None:
    notifier.notify(Work.FULFILLMENTS)
    assert notified[Work.FULFILLMENTS].wait(10)
    assert not notified[Work.EVENTS].is_set()


def test_a_delayed_notification_arrives_later(notifier: WorkNotifier, notified: dict[Work, threading.Event]) -> None:
    began = time.monotonic()
    notifier.notify(Work.EVENTS, after=timedelta(seconds=0.5))
    assert notified[Work.EVENTS].wait(10)
    assert time.monotonic() - began >= 0.5


def test_a_notification_without_a_worker_is_no_error(notifier: WorkNotifier) -> None:
    notifier.notify(Work.EVENTS)  # passes unless it raises


def test_a_notification_without_redis_is_no_error() -> None:
    away = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    notifier = RedisWorkNotifier(build_redis_brokers(away, RETRY_POLICY, "novex"))
    notifier.notify(Work.EVENTS)  # passes unless it raises
    notifier.close()
    away.close()


class SlowBroker(StubBroker):
    """A broker whose Redis is slow."""

    def __init__(self) -> None:
        super().__init__(middleware=[])
        self.sent: list[str] = []
        self.answers = threading.Event()

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        self.answers.wait(10)
        self.sent.append(message.actor_name)
        return message


def test_a_slow_redis_blocks_no_caller_and_equal_notifications_are_merged() -> None:
    broker = SlowBroker()
    notifier = RedisWorkNotifier(Brokers(dict.fromkeys((EVENTS_QUEUE, SHOPIFY_QUEUE), broker)))
    for _ in range(100):
        notifier.notify(Work.EVENTS)
        notifier.notify(Work.IMPORTS)
    broker.answers.set()
    notifier.close()
    assert sorted(set(broker.sent)) == [Work.EVENTS, Work.IMPORTS]
    assert len(broker.sent) <= 4


def test_notifications_without_a_worker_do_not_accumulate_in_this_process() -> None:
    brokers = build_embedded_brokers(RETRY_POLICY)
    EmbeddedWorkNotifier(brokers).notify(Work.EVENTS)
    queues = brokers[Work.EVENTS].queues
    assert [queue.qsize() for queue in queues.values()] == [0] * len(queues)


def test_recorded_notifications_can_be_read() -> None:
    notifier = RecordingWorkNotifier()
    notifier.notify(Work.EVENTS)
    assert notifier.notifications == [Work.EVENTS]
