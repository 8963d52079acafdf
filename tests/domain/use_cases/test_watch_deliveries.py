"""A store that falls silent is noticed, looked after, and to be caught up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.wakeups import RecordedWakeups
from novex_shopify.config.container import Container
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.silence import HOUR, WEEK
from novex_shopify.domain.use_cases.watch_deliveries import ASK_AGAIN_AFTER, JUDGE_EVERY
from tests.builders import SHOP, a_delivery, a_new_event


def hear(container: Container, moment: datetime) -> None:
    """One delivery."""
    with container.unit_of_work()() as tx:
        delivery = a_delivery(webhook_id=moment.isoformat())
        tx.events.add([replace(a_new_event(), delivery=delivery, received_at=moment)])
        tx.commit()


@pytest.fixture
def last_heard(connected: Container, clock: ManualClock) -> datetime:
    """A store that told something every hour for four weeks; this is the last time."""
    for _ in range(4 * WEEK // HOUR):
        clock.advance(HOUR)
        hear(connected, clock.now())
    return clock.now()


def gaps(container: Container) -> list[tuple[datetime, str]]:
    """Since when, and why."""
    with container.unit_of_work()() as tx:
        return [(gap.since, gap.reason) for gap in tx.gaps.open() if gap.shop == SHOP]


def test_a_silent_store_is_looked_at_and_to_be_caught_up_since_its_last_word(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    clock.advance(2 * HOUR)
    connected.watch_deliveries()()
    assert gaps(connected) == []
    clock.advance(10 * HOUR)
    connected.watch_deliveries()()
    assert gaps(connected) == [(last_heard, "unusually silent")]
    wakeups = connected.wakeups()
    assert isinstance(wakeups, RecordedWakeups)
    assert Work.SUBSCRIPTIONS in wakeups.woken
    with connected.unit_of_work()() as tx:
        assert tx.subscriptions.due(clock.now()) == SHOP


def test_while_it_stays_silent_a_catch_up_is_asked_for_once_a_day(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    asked = 0
    clock.advance(12 * HOUR)
    for _ in range(3 * (ASK_AGAIN_AFTER // JUDGE_EVERY)):
        connected.watch_deliveries()()
        with connected.unit_of_work()() as tx:
            asked += sum(tx.gaps.close(gap) for gap in tx.gaps.open())
            tx.commit()
        clock.advance(JUDGE_EVERY)
    assert asked == 3


def test_a_store_that_is_heard_again_is_silent_no_more(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    clock.advance(12 * HOUR)
    connected.watch_deliveries()()
    hear(connected, clock.now())
    clock.advance(HOUR)
    connected.watch_deliveries()()
    with connected.unit_of_work()() as tx:
        assert tx.deliveries.silence(SHOP) is None


def test_a_store_that_left_may_be_silent(connected: Container, clock: ManualClock, last_heard: datetime) -> None:
    clock.advance(12 * HOUR)
    connected.watch_deliveries()()
    connected.disconnect_shop()(SHOP)
    with connected.unit_of_work()() as tx:
        assert all(tx.gaps.close(gap) for gap in tx.gaps.open())
        tx.commit()
    clock.advance(2 * ASK_AGAIN_AFTER)
    connected.watch_deliveries()()
    assert gaps(connected) == []
    with connected.unit_of_work()() as tx:
        assert list(tx.deliveries.silences()) == []


def test_each_round_is_done_once_whatever_the_number_of_workers(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    connected.watch_deliveries()()
    hear(connected, clock.now())
    clock.advance(timedelta(seconds=20))
    connected.watch_deliveries()()
    with connected.unit_of_work()() as tx:
        assert tx.deliveries.tally(clock.now(), 9) == 1
