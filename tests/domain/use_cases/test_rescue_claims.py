"""Work whose worker is gone goes back to the queue; work whose worker lives does not."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.processes import FakeProcesses
from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.use_cases.rescue_claims import ABANDONED_AFTER, CLAIM_LEASE
from tests.builders import NOON, SECOND, a_new_event

MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(connected: Container) -> str:
    """The name of this computer; the rescuer was born at noon."""
    connected.rescue_claims()
    return connected.worker_id().hostname


def claim_event(container: Container, worker: WorkerId) -> None:
    """A worker claims the only event."""
    with container.unit_of_work()() as tx:
        tx.events.add([a_new_event(received_at=NOON)])
        assert len(tx.events.claim(worker, container.clock().now(), 1)) == 1
        tx.commit()


def get_processes(container: Container) -> FakeProcesses:
    """The computer's processes."""
    listed = container.processes()
    assert isinstance(listed, FakeProcesses)
    return listed


def is_requeued(container: Container) -> bool:
    """Whether the event is back in the queue, after a look."""
    container.rescue_claims()()
    with container.unit_of_work()() as tx:
        (event,) = tx.events.list_latest(1)
    return event.status is EventStatus.PENDING


def test_a_process_of_this_computer_that_ended_loses_its_claims_at_once(connected: Container, here: str) -> None:
    claim_event(connected, WorkerId(here, 4711))
    connected.notifier().notifications.clear()
    assert is_requeued(connected)
    assert set(connected.notifier().notifications) == set(Work)


def test_a_process_that_runs_keeps_them(connected: Container, here: str) -> None:
    get_processes(connected).started_at_by_pid[4711] = NOON - MINUTE
    claim_event(connected, WorkerId(here, 4711))
    assert not is_requeued(connected)


def test_a_process_that_runs_but_no_longer_renews_loses_them_after_the_lease(
    connected: Container, here: str, clock: ManualClock
) -> None:
    get_processes(connected).started_at_by_pid[4711] = NOON - MINUTE
    claim_event(connected, WorkerId(here, 4711))
    clock.advance(CLAIM_LEASE + SECOND)
    assert is_requeued(connected)


def test_a_pid_reused_by_a_newer_process_counts_as_dead(connected: Container, here: str, clock: ManualClock) -> None:
    claim_event(connected, WorkerId(here, 4711))
    clock.advance(30 * SECOND)
    get_processes(connected).started_at_by_pid[4711] = clock.now()
    assert is_requeued(connected)


def test_another_computer_loses_them_after_the_lease(connected: Container, clock: ManualClock) -> None:
    connected.rescue_claims()
    claim_event(connected, WorkerId("elsewhere", 1))
    clock.advance(CLAIM_LEASE)
    assert not is_requeued(connected)
    clock.advance(SECOND)
    assert is_requeued(connected)


def test_this_worker_keeps_what_it_has_in_hand_however_long_it_takes(connected: Container, clock: ManualClock) -> None:
    connected.rescue_claims()
    claim_event(connected, connected.worker_id())
    with connected.active_claims().hold(Work.EVENTS, [1]):
        for _ in range(10):
            clock.advance(CLAIM_LEASE - SECOND)
            assert not is_requeued(connected)


def test_a_claim_left_by_a_database_failure_is_reclaimed_by_its_own_worker(
    connected: Container, clock: ManualClock
) -> None:
    connected.rescue_claims()
    claim_event(connected, connected.worker_id())
    clock.advance(ABANDONED_AFTER)
    assert not is_requeued(connected)
    clock.advance(SECOND)
    assert is_requeued(connected)


def test_claims_of_an_earlier_process_with_the_same_worker_id_are_reclaimed(
    connected: Container, clock: ManualClock
) -> None:
    claim_event(connected, connected.worker_id())
    clock.advance(SECOND)
    assert is_requeued(connected)
