"""Webhooks have a queue of their own, and messages are retried as rows are."""

from collections.abc import Generator

import pytest
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, Retries
from fakeredis import FakeStrictRedis

from novex_shopify.adapters.queue.brokers import (
    EVENTS_QUEUE,
    SHOPIFY_QUEUE,
    Brokers,
    build_embedded_brokers,
    get_queue_name,
)
from novex_shopify.adapters.queue.redis_brokers import build_redis_brokers
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.retry import RetryPolicy

RETRY_POLICY = RetryPolicy(random=lambda: 0.5)
PREFIX = "novex-shopify"


@pytest.fixture(params=["embedded", "redis"])
def brokers(request: pytest.FixtureRequest) -> Generator[Brokers]:
    embedded = request.param == "embedded"
    brokers = (
        build_embedded_brokers(RETRY_POLICY)
        if embedded
        else build_redis_brokers(FakeStrictRedis(), RETRY_POLICY, PREFIX)
    )
    yield brokers
    for broker in brokers.all():
        broker.close()


def test_work_that_waits_for_shopify_shares_no_queue_with_webhooks(brokers: Brokers) -> None:
    without_shopify = {Work.EVENTS, Work.SETTLE}
    others = [work for work in Work if work not in without_shopify]
    assert {get_queue_name(work) for work in without_shopify} == {EVENTS_QUEUE}
    assert {get_queue_name(work) for work in others} == {SHOPIFY_QUEUE}
    assert all(brokers[work] is not brokers[Work.EVENTS] for work in others)


@pytest.mark.parametrize("work", Work)
def test_the_broker_of_a_work_has_its_queue_declared(brokers: Brokers, work: Work) -> None:
    assert brokers.queue_name(work) in brokers[work].get_declared_queues()


def test_a_message_is_retried_as_often_and_as_late_as_a_row(brokers: Brokers) -> None:
    for broker in brokers.all():
        (retries,) = [each for each in broker.middleware if isinstance(each, Retries)]
        assert retries.max_retries == RETRY_POLICY.max_attempts
        assert retries.min_backoff == RETRY_POLICY.first_delay.total_seconds() * 1000
        assert retries.max_backoff == RETRY_POLICY.max_delay.total_seconds() * 1000


def test_a_message_is_dropped_after_a_day(brokers: Brokers) -> None:
    for broker in brokers.all():
        (age_limit,) = [each for each in broker.middleware if isinstance(each, AgeLimit)]
        assert age_limit.max_age == 24 * 60 * 60 * 1000


def test_messages_travel_through_redis_only_if_it_is_configured() -> None:
    redis = FakeStrictRedis()
    for broker in build_redis_brokers(redis, RETRY_POLICY, PREFIX).all():
        assert isinstance(broker, RedisBroker)
        assert (broker.client, broker.namespace) == (redis, PREFIX)
    assert all(isinstance(broker, StubBroker) for broker in build_embedded_brokers(RETRY_POLICY).all())
