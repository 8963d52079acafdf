"""A person retries settled events."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.webhook_event import EventFilter, EventRetry, EventStatus, FailedAttempt, Settlement
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.use_cases.webhooks.replay_events import ReplayEvents
from tests.builders import HOUR, NOON, a_new_event, a_shop

SETTLED = (EventStatus.DONE, EventStatus.SUPERSEDED, EventStatus.IGNORED, EventStatus.PARKED, EventStatus.DEAD)


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """One event of each status but `processing`."""
    unit_of_work = MemoryUnitOfWork()
    failure = FailedAttempt(1, NOON, "ann:1", "it failed")
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for status in SETTLED:
            tx.events.add([a_new_event(status, status)])
            (event,) = tx.events.claim(WorkerId("ann", 1), NOON, 1)
            tx.events.settle([(event, Settlement(status, "it failed", failure, waiting_for=("order:1",)))], NOON)
        tx.events.add([a_new_event("pending", "pending")])
        tx.commit()
    return unit_of_work


def test_the_settled_events_that_match_are_due_again_with_all_their_attempts(unit_of_work: MemoryUnitOfWork) -> None:
    notifier, now = RecordingWorkNotifier(), NOON + HOUR
    assert ReplayEvents(unit_of_work, notifier, ManualClock(now))(EventFilter(status=EventStatus.DEAD)) == EventRetry(
        now, 1
    )
    with unit_of_work() as tx:
        events = {event.webhook_id: event for event in tx.events.list_latest(9)}
    dead = events.pop("dead")
    assert (dead.status, dead.attempts, dead.next_attempt_at) == (EventStatus.PENDING, 0, now)
    assert {event.status for event in events.values()} == {*SETTLED, EventStatus.PENDING} - {EventStatus.DEAD}
    assert notifier.notifications == [Work.EVENTS]


def test_events_that_are_due_anyway_are_left_alone(unit_of_work: MemoryUnitOfWork) -> None:
    notifier = RecordingWorkNotifier()
    assert ReplayEvents(unit_of_work, notifier, ManualClock())(EventFilter(status=EventStatus.PENDING)).count == 0
    assert notifier.notifications == []


def test_everything_settled_can_be_retried_at_once(unit_of_work: MemoryUnitOfWork) -> None:
    retry = ReplayEvents(unit_of_work, RecordingWorkNotifier(), ManualClock())(
        EventFilter(status=EventStatus.DONE), EventFilter()
    )
    assert retry.count == len(SETTLED)
    with unit_of_work() as tx:
        assert tx.events.count(EventFilter(retried_at=retry.at), 9) == len(SETTLED)
