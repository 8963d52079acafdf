"""An idle consumer leaves Redis alone, and a message wakes it; without announcements it asks regularly."""

import time
from collections.abc import Generator
from typing import Any

import pytest
from dramatiq.brokers.redis import RedisBroker
from fakeredis import FakeServer, FakeStrictRedis
from redis import Redis
from redis.exceptions import NoPermissionError

from novex_shopify.adapters.queue.brokers import EVENTS_QUEUE, build_message
from novex_shopify.adapters.queue.woken_broker import Announcements, WokenRedisBroker
from novex_shopify.domain.model.work import Work
from tests.polling import wait_until

TICK_MS = 5


class CountingBroker(WokenRedisBroker):
    """Counts how often Redis is asked for messages."""

    fetches = 0

    def do_fetch(self, *arguments: Any) -> Any:
        self.fetches += 1
        return self.__getattr__("do_fetch")(*arguments)  # type: ignore[no-untyped-call]


class WithoutChannels(FakeStrictRedis):
    """What a user of Redis sees who may use no channels."""

    def pubsub(self, **_: Any) -> Any:
        raise NoPermissionError("this user has no permissions to access one of the channels")

    def publish(self, *_: Any, **__: Any) -> Any:
        raise NoPermissionError("this user has no permissions to access one of the channels")


def build(client: Redis) -> CountingBroker:
    broker = CountingBroker(Announcements(client, "novex"), client=client, namespace="novex", middleware=[])
    broker.declare_queue(EVENTS_QUEUE)
    return broker


@pytest.fixture
def broker() -> Generator[CountingBroker]:
    broker = build(FakeStrictRedis())
    yield broker
    broker.close()


def ask_for_a_while(consumer: Any, ticks: int = 20) -> list[Any]:
    return [message for _ in range(ticks) if (message := next(consumer)) is not None]


def test_an_idle_consumer_asks_once_and_a_message_of_another_process_wakes_it() -> None:
    server = FakeServer()
    broker, other_process = build(FakeStrictRedis(server=server)), build(FakeStrictRedis(server=server))
    consumer = broker.consume(EVENTS_QUEUE, prefetch=8, timeout=TICK_MS)
    wait_until(lambda: broker.announcements.are_heard, 10, "the consumer to listen")
    assert ask_for_a_while(consumer) == []
    asked = broker.fetches
    assert ask_for_a_while(consumer) == []
    assert broker.fetches == asked
    other_process.enqueue(build_message(Work.EVENTS))
    wait_until(lambda: bool(ask_for_a_while(consumer, 1)), 2, "the message, long before it would ask")
    for each in (broker, other_process):
        each.close()


def test_a_delayed_message_wakes_the_consumer_of_delayed_ones(broker: CountingBroker) -> None:
    consumer = broker.consume(f"{EVENTS_QUEUE}.DQ", prefetch=8, timeout=TICK_MS)
    wait_until(lambda: broker.announcements.are_heard, 10, "the consumer to listen")
    ask_for_a_while(consumer)
    broker.enqueue(build_message(Work.EVENTS), delay=60_000)
    wait_until(lambda: bool(ask_for_a_while(consumer, 1)), 2, "the delayed message")


def test_without_announcements_a_consumer_asks_regularly() -> None:
    broker = build(WithoutChannels())
    consumer = broker.consume(EVENTS_QUEUE, prefetch=8, timeout=TICK_MS)
    assert ask_for_a_while(consumer) == []
    asked = broker.fetches
    assert asked > 1
    broker.enqueue(build_message(Work.EVENTS))
    wait_until(lambda: bool(ask_for_a_while(consumer, 1)), 2, "the message")
    broker.close()


def test_a_consumer_that_has_enough_asks_for_no_more(broker: CountingBroker) -> None:
    for _ in range(2):
        broker.enqueue(build_message(Work.EVENTS))
    consumer = broker.consume(EVENTS_QUEUE, prefetch=1, timeout=TICK_MS)
    (first,) = ask_for_a_while(consumer)
    asked, began = broker.fetches, time.monotonic()
    assert ask_for_a_while(consumer, 4) == []
    assert (broker.fetches, time.monotonic() - began >= 4 * TICK_MS / 1000) == (asked, True)
    consumer.ack(first)
    assert len(ask_for_a_while(consumer)) == 1


def test_messages_reach_a_consumer_of_an_older_release(broker: CountingBroker) -> None:
    older = RedisBroker(client=broker.client, namespace="novex", middleware=[])  # type: ignore[no-untyped-call]
    broker.enqueue(build_message(Work.EVENTS))
    assert next(older.consume(EVENTS_QUEUE, prefetch=1, timeout=TICK_MS)) is not None
