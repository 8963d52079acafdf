"""A store whose webhooks stop is detected, checked and resynced."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.timing import HOUR, OUTAGE_DETECTION_INTERVAL, REPEAT_RESYNC_AFTER, WEEK
from novex_shopify.domain.use_cases.shops.disconnect_shop import DisconnectShop
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import WatchDeliveries
from tests.builders import SHOP, a_delivery, a_new_event, a_shop


class Watch:
    """A connected store, and the use case that watches it."""

    def __init__(self) -> None:
        self.unit_of_work, self.notifier, self.clock = MemoryUnitOfWork(), RecordingWorkNotifier(), ManualClock()
        self.watch_deliveries = WatchDeliveries(self.unit_of_work, self.notifier, self.clock, WorkerId("ann", 1))
        with self.unit_of_work() as tx:
            tx.shops.save(a_shop())
            tx.commit()

    def store_delivery(self) -> None:
        now = self.clock.now()
        with self.unit_of_work() as tx:
            delivery = a_delivery(webhook_id=now.isoformat())
            tx.events.add([replace(a_new_event(), delivery=delivery, received_at=now)])
            tx.commit()

    def list_missed_windows(self) -> list[tuple[datetime, str]]:
        """Start and reason of each open window."""
        with self.unit_of_work() as tx:
            return [(window.since, window.reason) for window in tx.missed_windows.list_open()]

    def close_missed_windows(self) -> int:
        """Close all, as a resync does; returns how many were open."""
        with self.unit_of_work() as tx:
            closed = sum(tx.missed_windows.close(window) for window in tx.missed_windows.list_open())
            tx.commit()
        return closed


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def last_delivery_at(watch: Watch) -> datetime:
    """The store delivered a webhook every hour for four weeks; this is the last time."""
    for _ in range(4 * WEEK // HOUR):
        watch.clock.advance(HOUR)
        watch.store_delivery()
    return watch.clock.now()


def test_a_delivery_outage_triggers_a_check_and_a_resync_since_the_last_delivery(
    watch: Watch, last_delivery_at: datetime
) -> None:
    watch.clock.advance(2 * HOUR)
    watch.watch_deliveries()
    assert watch.list_missed_windows() == []
    watch.clock.advance(10 * HOUR)
    watch.watch_deliveries()
    assert watch.list_missed_windows() == [(last_delivery_at, "no webhooks for an unusually long time")]
    assert Work.SUBSCRIPTIONS in watch.notifier.notifications
    with watch.unit_of_work() as tx:
        assert tx.subscriptions.find_due_shop(watch.clock.now()) == SHOP


@pytest.mark.usefixtures("last_delivery_at")
def test_during_an_outage_a_resync_is_requested_once_a_day(watch: Watch) -> None:
    requested = 0
    watch.clock.advance(12 * HOUR)
    for _ in range(3 * (REPEAT_RESYNC_AFTER // OUTAGE_DETECTION_INTERVAL)):
        watch.watch_deliveries()
        requested += watch.close_missed_windows()
        watch.clock.advance(OUTAGE_DETECTION_INTERVAL)
    assert requested == 3


@pytest.mark.usefixtures("last_delivery_at")
def test_a_new_delivery_ends_the_outage(watch: Watch) -> None:
    watch.clock.advance(12 * HOUR)
    watch.watch_deliveries()
    watch.store_delivery()
    watch.clock.advance(HOUR)
    watch.watch_deliveries()
    with watch.unit_of_work() as tx:
        assert tx.deliveries.get_outage(SHOP) is None


@pytest.mark.usefixtures("last_delivery_at")
def test_a_disconnected_shop_has_no_outage(watch: Watch) -> None:
    watch.clock.advance(12 * HOUR)
    watch.watch_deliveries()
    DisconnectShop(watch.unit_of_work, watch.clock)(SHOP)
    assert watch.close_missed_windows() == 1
    watch.clock.advance(2 * REPEAT_RESYNC_AFTER)
    watch.watch_deliveries()
    assert watch.list_missed_windows() == []
    with watch.unit_of_work() as tx:
        assert list(tx.deliveries.list_outages()) == []


@pytest.mark.usefixtures("last_delivery_at")
def test_a_job_runs_once_per_interval_whatever_the_number_of_workers(watch: Watch) -> None:
    watch.watch_deliveries()
    watch.store_delivery()
    watch.clock.advance(timedelta(seconds=20))
    replace(watch.watch_deliveries, worker=WorkerId("bob", 2))()
    with watch.unit_of_work() as tx:
        assert tx.deliveries.count_received(watch.clock.now(), 9) == 1
