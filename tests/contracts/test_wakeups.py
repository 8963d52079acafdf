"""The exam for `Wakeups`: in memory, inside the process, and through fakeredis and a real Redis."""

import threading
import time
from collections.abc import Generator
from datetime import timedelta
from typing import Any

import dramatiq
import pytest
from dramatiq import Broker, Message
from dramatiq.brokers.stub import StubBroker
from fakeredis import FakeStrictRedis
from redis import Redis

from novex_shopify.adapters.memory.wakeups import RecordedWakeups
from novex_shopify.adapters.queue.broker import embedded_broker, redis_broker
from novex_shopify.adapters.queue.wakeups import EmbeddedWakeups, RedisWakeups
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.wakeups import Wakeups

RETRY = RetryPolicy(chance=lambda: 0.5)


@pytest.fixture(params=["embedded", "fakeredis", "redis"])
def broker(request: pytest.FixtureRequest) -> Generator[Broker]:
    """Every broker that carries wake-ups."""
    if request.param == "embedded":
        broker = embedded_broker(RETRY)
    elif request.param == "fakeredis":
        broker = redis_broker(FakeStrictRedis(), RETRY)
    else:
        broker = redis_broker(Redis.from_url(request.getfixturevalue("redis_url")), RETRY)
    yield broker
    broker.close()


@pytest.fixture
def wakeups(broker: Broker) -> Generator[Wakeups]:
    """The adapter that belongs to the broker."""
    if type(broker).__name__ == "StubBroker":
        yield EmbeddedWakeups(broker)
        return
    wakeups = RedisWakeups(broker)
    yield wakeups
    wakeups.close()


@pytest.fixture
def woken(broker: Broker) -> Generator[dict[Work, threading.Event]]:
    """What a worker was woken for."""
    woken = {work: threading.Event() for work in Work}
    for work, event in woken.items():
        dramatiq.actor(broker=broker, actor_name=work)(event.set)
    worker = dramatiq.Worker(broker, worker_threads=1, worker_timeout=50)
    worker.start()
    yield woken
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
    wakeups = RedisWakeups(redis_broker(away, RETRY))
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
    wakeups = RedisWakeups(broker)
    for _ in range(100):
        wakeups.wake(Work.EVENTS)
        wakeups.wake(Work.IMPORTS)
    broker.answers.set()
    wakeups.close()
    assert sorted(set(broker.sent)) == [Work.EVENTS, Work.IMPORTS]
    assert len(broker.sent) <= 4


def test_wake_ups_for_nobody_do_not_pile_up_in_this_process() -> None:
    broker = embedded_broker(RETRY)
    EmbeddedWakeups(broker).wake(Work.EVENTS)
    assert [queue.qsize() for queue in broker.queues.values()] == [0] * len(broker.queues)


def test_recorded_wake_ups_can_be_read() -> None:
    wakeups = RecordedWakeups()
    wakeups.wake(Work.EVENTS)
    assert wakeups.woken == [Work.EVENTS]
