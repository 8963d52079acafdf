"""The exam for `Wakeups`: in memory, inside the process, and through fakeredis and a real Redis."""

import threading
from collections.abc import Generator

import dramatiq
import pytest
from dramatiq import Broker
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


def wakeups_over(broker: Broker) -> Wakeups:
    """The adapter that belongs to the broker."""
    return EmbeddedWakeups(broker) if type(broker).__name__ == "StubBroker" else RedisWakeups(broker)


def test_a_wake_up_reaches_the_actor_of_that_work(broker: Broker) -> None:
    woken = {work: threading.Event() for work in Work}
    for work, event in woken.items():
        dramatiq.actor(broker=broker, actor_name=work)(event.set)
    worker = dramatiq.Worker(broker, worker_threads=1, worker_timeout=50)
    worker.start()
    try:
        wakeups_over(broker).wake(Work.FULFILLMENTS)
        assert woken[Work.FULFILLMENTS].wait(10)
        assert not woken[Work.EVENTS].is_set()
    finally:
        worker.stop()


def test_a_wake_up_without_a_worker_is_no_error(broker: Broker) -> None:
    wakeups_over(broker).wake(Work.EVENTS)


def test_a_wake_up_without_redis_is_no_error_either() -> None:
    away = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    RedisWakeups(redis_broker(away, RETRY)).wake(Work.EVENTS)
    away.close()


def test_wake_ups_for_nobody_do_not_pile_up_in_this_process() -> None:
    broker = embedded_broker(RETRY)
    EmbeddedWakeups(broker).wake(Work.EVENTS)
    assert broker.queues["default"].qsize() == 0


def test_recorded_wake_ups_can_be_read() -> None:
    wakeups = RecordedWakeups()
    wakeups.wake(Work.EVENTS)
    assert wakeups.woken == [Work.EVENTS]
