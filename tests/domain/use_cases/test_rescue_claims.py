"""Work whose worker is gone goes back to the queue; work whose worker lives does not."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.processes import ListedProcesses
from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.use_cases.rescue_claims import LEASE, LEFT_BEHIND_AFTER
from tests.builders import NOON, SECOND, a_new_event

MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(connected: Container) -> str:
    """The name of this computer; the rescuer was born at noon."""
    connected.rescue_claims()
    return connected.worker_id().hostname


def claim(container: Container, worker: WorkerId) -> None:
    """A worker claims the only event."""
    with container.unit_of_work()() as tx:
        tx.events.add([a_new_event(received_at=NOON)])
        assert len(tx.events.claim(worker, container.clock().now(), 1)) == 1
        tx.commit()


def processes(container: Container) -> ListedProcesses:
    """The computer's processes."""
    listed = container.processes()
    assert isinstance(listed, ListedProcesses)
    return listed


def waiting(container: Container) -> bool:
    """Whether the event is back in the queue, after a look."""
    container.rescue_claims()()
    with container.unit_of_work()() as tx:
        (event,) = tx.events.latest(1)
    return event.status is EventStatus.PENDING


def test_a_process_of_this_computer_that_ended_loses_its_claims_at_once(connected: Container, here: str) -> None:
    claim(connected, WorkerId(here, 4711))
    connected.wakeups().woken.clear()
    assert waiting(connected)
    assert set(connected.wakeups().woken) == set(Work)


def test_a_process_that_runs_keeps_them(connected: Container, here: str) -> None:
    processes(connected).running[4711] = NOON - MINUTE
    claim(connected, WorkerId(here, 4711))
    assert not waiting(connected)


def test_a_process_that_runs_but_no_longer_renews_loses_them_after_the_lease(
    connected: Container, here: str, clock: ManualClock
) -> None:
    processes(connected).running[4711] = NOON - MINUTE
    claim(connected, WorkerId(here, 4711))
    clock.advance(LEASE + SECOND)
    assert waiting(connected)


def test_a_number_that_was_given_to_a_younger_process_counts_as_gone(
    connected: Container, here: str, clock: ManualClock
) -> None:
    claim(connected, WorkerId(here, 4711))
    clock.advance(30 * SECOND)
    processes(connected).running[4711] = clock.now()
    assert waiting(connected)


def test_another_computer_loses_them_after_the_lease(connected: Container, clock: ManualClock) -> None:
    connected.rescue_claims()
    claim(connected, WorkerId("elsewhere", 1))
    clock.advance(LEASE)
    assert not waiting(connected)
    clock.advance(SECOND)
    assert waiting(connected)


def test_this_worker_keeps_what_it_has_in_hand_however_long_it_takes(connected: Container, clock: ManualClock) -> None:
    connected.rescue_claims()
    claim(connected, connected.worker_id())
    with connected.in_hand().holding(Work.EVENTS, [1]):
        for _ in range(10):
            clock.advance(LEASE - SECOND)
            assert not waiting(connected)


def test_what_a_failure_of_the_database_left_behind_is_taken_back_by_the_worker_itself(
    connected: Container, clock: ManualClock
) -> None:
    connected.rescue_claims()
    claim(connected, connected.worker_id())
    clock.advance(LEFT_BEHIND_AFTER)
    assert not waiting(connected)
    clock.advance(SECOND)
    assert waiting(connected)


def test_what_an_earlier_process_of_the_same_name_and_number_claimed_is_taken_back(
    connected: Container, clock: ManualClock
) -> None:
    claim(connected, connected.worker_id())
    clock.advance(SECOND)
    assert waiting(connected)
