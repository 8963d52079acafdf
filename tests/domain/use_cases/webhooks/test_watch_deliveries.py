"""A store that falls silent is noticed, looked after, and to be caught up."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.config.container import Container
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.delivery_outage import HOUR, WEEK
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import DETECT_OUTAGES_EVERY, REPEAT_RESYNC_AFTER
from tests.builders import SHOP, a_delivery, a_new_event


def store_delivery(container: Container, moment: datetime) -> None:
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
        store_delivery(connected, clock.now())
    return clock.now()


def list_missed_windows(container: Container) -> list[tuple[datetime, str]]:
    """Since when, and why."""
    with container.unit_of_work()() as tx:
        return [(gap.since, gap.reason) for gap in tx.missed_windows.list_open() if gap.shop == SHOP]


def test_a_delivery_outage_triggers_a_check_and_a_resync_since_the_last_delivery(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    clock.advance(2 * HOUR)
    connected.watch_deliveries()()
    assert list_missed_windows(connected) == []
    clock.advance(10 * HOUR)
    connected.watch_deliveries()()
    assert list_missed_windows(connected) == [(last_heard, "unusually silent")]
    wakeups = connected.notifier()
    assert isinstance(wakeups, RecordingWorkNotifier)
    assert Work.SUBSCRIPTIONS in wakeups.notifications
    with connected.unit_of_work()() as tx:
        assert tx.subscriptions.find_due_shop(clock.now()) == SHOP


def test_during_an_outage_a_resync_is_requested_once_a_day(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    asked = 0
    clock.advance(12 * HOUR)
    for _ in range(3 * (REPEAT_RESYNC_AFTER // DETECT_OUTAGES_EVERY)):
        connected.watch_deliveries()()
        with connected.unit_of_work()() as tx:
            asked += sum(tx.missed_windows.close(gap) for gap in tx.missed_windows.list_open())
            tx.commit()
        clock.advance(DETECT_OUTAGES_EVERY)
    assert asked == 3


def test_a_new_delivery_ends_the_outage(connected: Container, clock: ManualClock, last_heard: datetime) -> None:
    clock.advance(12 * HOUR)
    connected.watch_deliveries()()
    store_delivery(connected, clock.now())
    clock.advance(HOUR)
    connected.watch_deliveries()()
    with connected.unit_of_work()() as tx:
        assert tx.deliveries.get_outage(SHOP) is None


def test_a_disconnected_shop_has_no_outage(connected: Container, clock: ManualClock, last_heard: datetime) -> None:
    clock.advance(12 * HOUR)
    connected.watch_deliveries()()
    connected.disconnect_shop()(SHOP)
    with connected.unit_of_work()() as tx:
        assert all(tx.missed_windows.close(gap) for gap in tx.missed_windows.list_open())
        tx.commit()
    clock.advance(2 * REPEAT_RESYNC_AFTER)
    connected.watch_deliveries()()
    assert list_missed_windows(connected) == []
    with connected.unit_of_work()() as tx:
        assert list(tx.deliveries.list_outages()) == []


def test_each_job_runs_once_whatever_the_number_of_workers(
    connected: Container, clock: ManualClock, last_heard: datetime
) -> None:
    connected.watch_deliveries()()
    store_delivery(connected, clock.now())
    clock.advance(timedelta(seconds=20))
    connected.watch_deliveries()()
    with connected.unit_of_work()() as tx:
        assert tx.deliveries.count_received(clock.now(), 9) == 1
