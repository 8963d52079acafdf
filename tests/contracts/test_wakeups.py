"""The exam for `Wakeups`: in memory, inside the process, and through fakeredis and a real Redis."""

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

from novex_shopify.adapters.memory.wakeups import RecordedWakeups
from novex_shopify.adapters.queue.broker import Brokers, embedded_brokers, queue_of, redis_brokers
from novex_shopify.adapters.queue.wakeups import EmbeddedWakeups, RedisWakeups
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.wakeups import Wakeups

RETRY = RetryPolicy(chance=lambda: 0.5)


@pytest.fixture(params=["embedded", "fakeredis", "redis"])
def brokers(request: pytest.FixtureRequest) -> Generator[Brokers]:
    """All that carry wake-ups."""
    if request.param == "embedded":
        brokers = embedded_brokers(RETRY)
    elif request.param == "fakeredis":
        brokers = redis_brokers(FakeStrictRedis(), RETRY)
    else:
        brokers = redis_brokers(Redis.from_url(request.getfixturevalue("redis_url")), RETRY)
    yield brokers
    for broker in brokers.values():
        broker.close()


@pytest.fixture
def wakeups(brokers: Brokers) -> Generator[Wakeups]:
    """The adapter that belongs to the brokers."""
    if isinstance(brokers[Work.EVENTS], StubBroker):
        yield EmbeddedWakeups(brokers)
        return
    wakeups = RedisWakeups(brokers)
    yield wakeups
    wakeups.close()


@pytest.fixture
def woken(brokers: Brokers) -> Generator[dict[Work, threading.Event]]:
    """What a worker was woken for."""
    woken = {work: threading.Event() for work in Work}
    for work, event in woken.items():
        dramatiq.actor(broker=brokers[work], actor_name=work, queue_name=queue_of(work))(event.set)
    workers = [
        dramatiq.Worker(broker, worker_threads=1, worker_timeout=50) for broker in dict.fromkeys(brokers.values())
    ]
    for worker in workers:
        worker.start()
    yield woken
    for worker in workers:
        worker.stop()


def test_a_wake_up_reaches_the_actor_of_that_work(wakeups: Wakeups, woken: dict[Work, threading.Event]) -> None:
    wakeups.wake(Work.FULFILLMENTS)
    assert woken[Work.FULFILLMENTS].wait(10)
    assert not woken[Work.EVENTS].is_set()


def test_a_later_wake_up_comes_later(wakeups: Wakeups, woken: dict[Work, threading.Event]) -> None:
    began = time.monotonic()
    wakeups.wake(Work.EVENTS, after=timedelta(seconds=0.5))
    assert woken[Work.EVENTS].wait(10)
    assert time.monotonic() - began >= 0.5


def test_a_wake_up_without_a_worker_is_no_error(wakeups: Wakeups) -> None:
    wakeups.wake(Work.EVENTS)


def test_a_wake_up_without_redis_is_no_error_either() -> None:
    away = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    wakeups = RedisWakeups(redis_brokers(away, RETRY))
    wakeups.wake(Work.EVENTS)
    wakeups.close()
    away.close()


class SlowBroker(StubBroker):
    """A broker whose Redis takes its time."""

    def __init__(self) -> None:
        super().__init__(middleware=[])
        self.sent: list[str] = []
        self.answers = threading.Event()

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """Wait, then send."""
        self.answers.wait(10)
        self.sent.append(message.actor_name)
        return message


def test_nobody_waits_for_a_slow_redis_and_equal_wake_ups_become_one() -> None:
    broker = SlowBroker()
    wakeups = RedisWakeups(dict.fromkeys(Work, broker))
    for _ in range(100):
        wakeups.wake(Work.EVENTS)
        wakeups.wake(Work.IMPORTS)
    broker.answers.set()
    wakeups.close()
    assert sorted(set(broker.sent)) == [Work.EVENTS, Work.IMPORTS]
    assert len(broker.sent) <= 4


def test_wake_ups_for_nobody_do_not_pile_up_in_this_process() -> None:
    brokers = embedded_brokers(RETRY)
    EmbeddedWakeups(brokers).wake(Work.EVENTS)
    queues = brokers[Work.EVENTS].queues
    assert [queue.qsize() for queue in queues.values()] == [0] * len(queues)


def test_recorded_wake_ups_can_be_read() -> None:
    wakeups = RecordedWakeups()
    wakeups.wake(Work.EVENTS)
    assert wakeups.woken == [Work.EVENTS]
