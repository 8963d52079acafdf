"""Events that finished long ago are deleted, and no others."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.shop import NO_SHOP, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import FINISHED, EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.use_cases.webhooks import delete_old_events
from novex_shopify.domain.use_cases.webhooks.delete_old_events import DeleteOldEvents
from tests.builders import NOON, OTHER_SHOP, SECOND, SHOP, a_delivery, a_new_event, a_shop

DAY = timedelta(days=1)
WORKER = WorkerId("ann", 1)


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """Two stores that keep events for 30 days."""
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        for domain in (SHOP, OTHER_SHOP):
            tx.shops.save(a_shop(domain=domain))
            tx.shops.save_settings(domain, ShopSettings(keep_events_days=30))
        tx.commit()
    return unit_of_work


def settle_event(unit_of_work: MemoryUnitOfWork, status: EventStatus, shop: ShopDomain = SHOP) -> None:
    """An event that ended at noon with this status."""
    delivery = a_delivery(webhook_id=status, shop_domain=shop)
    with unit_of_work() as tx:
        add = tx.events.add if shop else tx.events.add_of_carriers
        add([a_new_event(delivery=delivery, resource_key=status)])
        events = tx.events.claim(WORKER, NOON, 1)
        tx.events.settle([(event, Settlement(status)) for event in events], NOON)
        tx.commit()


def list_statuses(unit_of_work: MemoryUnitOfWork) -> set[EventStatus]:
    with unit_of_work() as tx:
        return {event.status for event in tx.events.list_latest(99)}


def test_finished_events_are_deleted_and_unresolved_ones_half_a_year_later(unit_of_work: MemoryUnitOfWork) -> None:
    endings = (*FINISHED, EventStatus.PARKED, EventStatus.DEAD)
    for status in endings:
        settle_event(unit_of_work, status)
    with unit_of_work() as tx:
        tx.events.add([a_new_event("waiting")])
        tx.commit()
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + 179 * DAY))() == len(FINISHED)
    assert list_statuses(unit_of_work) == {EventStatus.PARKED, EventStatus.DEAD, EventStatus.PENDING}
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + 181 * DAY))() == 2
    assert list_statuses(unit_of_work) == {EventStatus.PENDING}


def test_events_stay_for_as_long_as_the_shop_keeps_them(unit_of_work: MemoryUnitOfWork) -> None:
    settle_event(unit_of_work, EventStatus.DONE)
    clock = ManualClock(NOON + 30 * DAY)
    assert DeleteOldEvents(unit_of_work, clock)() == 0
    clock.advance(SECOND)
    assert DeleteOldEvents(unit_of_work, clock)() == 1
    assert list_statuses(unit_of_work) == set()


def test_each_shop_has_its_own_period(unit_of_work: MemoryUnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save_settings(OTHER_SHOP, ShopSettings(keep_events_days=60))
        tx.commit()
    settle_event(unit_of_work, EventStatus.DONE, SHOP)
    settle_event(unit_of_work, EventStatus.IGNORED, OTHER_SHOP)
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + 31 * DAY))() == 1
    assert list_statuses(unit_of_work) == {EventStatus.IGNORED}


def test_more_events_than_a_batch_are_all_deleted(
    unit_of_work: MemoryUnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete_old_events, "BATCH_SIZE", 2)
    for status in FINISHED:
        settle_event(unit_of_work, status)
        settle_event(unit_of_work, status, OTHER_SHOP)
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + 365 * DAY))() == 6
    assert list_statuses(unit_of_work) == set()


def test_the_failure_of_one_store_does_not_keep_the_events_of_the_others(unit_of_work: MemoryUnitOfWork) -> None:
    settle_event(unit_of_work, EventStatus.DONE, OTHER_SHOP)
    settle_event(unit_of_work, EventStatus.IGNORED, SHOP)
    unreadable = ShopSettings()
    object.__setattr__(unreadable, "keep_events_days", 10**12)  # as an earlier version may have stored it
    with unit_of_work() as tx:
        tx.shops.save_settings(SHOP, unreadable)
        tx.commit()
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + 365 * DAY))() == 1
    assert list_statuses(unit_of_work) == {EventStatus.IGNORED}


def test_events_of_no_known_store_are_deleted_after_the_usual_time(unit_of_work: MemoryUnitOfWork) -> None:
    settle_event(unit_of_work, EventStatus.IGNORED, NO_SHOP)
    kept_for = ShopSettings().keep_events_for
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + kept_for))() == 0
    assert DeleteOldEvents(unit_of_work, ManualClock(NOON + kept_for + SECOND))() == 1
