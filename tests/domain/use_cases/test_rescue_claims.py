"""Work of a worker that ended returns to the queue; work of a running worker does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.processes import FakeProcesses
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.timing import ABANDONED_AFTER, CLAIM_LEASE
from novex_shopify.domain.use_cases.rescue_claims import RescueClaims
from tests.builders import NOON, SECOND, a_new_event, a_shop

MINUTE = timedelta(minutes=1)
THIS_WORKER = WorkerId("here", 1, "container", "this")
OTHER_WORKER = replace(THIS_WORKER, pid=4711, process="other")


class Host:
    """A computer with a worker that rescues claims."""

    def __init__(self) -> None:
        self.unit_of_work, self.clock = MemoryUnitOfWork(), ManualClock(NOON)
        self.processes, self.notifier, self.active_claims = FakeProcesses(), RecordingWorkNotifier(), ActiveClaims()
        self.rescue = RescueClaims(
            unit_of_work=self.unit_of_work,
            processes=self.processes,
            notifier=self.notifier,
            clock=self.clock,
            worker=THIS_WORKER,
            active_claims=self.active_claims,
        )

    def claim_event(self, worker: WorkerId) -> int:
        """A worker claims the only event; returns the event's id."""
        with self.unit_of_work() as tx:
            tx.shops.save(a_shop())
            tx.events.add([a_new_event()])
            (event,) = tx.events.claim(worker, self.clock.now(), 1)
            tx.commit()
        return event.id

    def rescues_event(self) -> bool:
        """Whether the next check returns the event to the queue."""
        self.rescue()
        with self.unit_of_work() as tx:
            (event,) = tx.events.list_latest(1)
        return event.status is EventStatus.PENDING


def test_a_process_of_this_host_that_ended_loses_its_claims_at_once() -> None:
    host = Host()
    host.claim_event(OTHER_WORKER)
    assert host.rescues_event()
    assert set(host.notifier.notifications) == set(Work)


def test_a_running_process_of_this_host_keeps_its_claims() -> None:
    host = Host()
    host.processes.started_at_by_pid[OTHER_WORKER.pid] = NOON - MINUTE
    host.claim_event(OTHER_WORKER)
    assert not host.rescues_event()
    assert host.notifier.notifications == []


def test_a_running_process_that_no_longer_renews_its_claims_loses_them_after_the_lease() -> None:
    host = Host()
    host.processes.started_at_by_pid[OTHER_WORKER.pid] = NOON - MINUTE
    host.claim_event(OTHER_WORKER)
    host.clock.advance(CLAIM_LEASE + SECOND)
    assert host.rescues_event()


def test_a_pid_that_a_newer_process_reuses_counts_as_ended() -> None:
    host = Host()
    host.claim_event(OTHER_WORKER)
    host.clock.advance(30 * SECOND)
    host.processes.started_at_by_pid[OTHER_WORKER.pid] = host.clock.now()
    assert host.rescues_event()


def test_another_host_loses_its_claims_after_the_lease() -> None:
    host = Host()
    host.claim_event(WorkerId("elsewhere", 1))
    host.clock.advance(CLAIM_LEASE)
    assert not host.rescues_event()
    host.clock.advance(SECOND)
    assert host.rescues_event()


def test_this_worker_keeps_the_claims_that_its_threads_hold() -> None:
    host = Host()
    event_id = host.claim_event(THIS_WORKER)
    with host.active_claims.hold(Work.EVENTS, [event_id]):
        for _ in range(10):
            host.clock.advance(CLAIM_LEASE - SECOND)
            assert not host.rescues_event()


def test_a_claim_left_by_a_database_failure_is_reclaimed_by_its_own_worker() -> None:
    host = Host()
    host.claim_event(THIS_WORKER)
    host.clock.advance(ABANDONED_AFTER)
    assert not host.rescues_event()
    host.clock.advance(SECOND)
    assert host.rescues_event()


def test_an_earlier_process_that_had_the_pid_of_this_one_loses_its_claims_at_once() -> None:
    host = Host()
    host.claim_event(replace(THIS_WORKER, process="earlier"))
    assert host.rescues_event()


@pytest.mark.parametrize("pid", [THIS_WORKER.pid, OTHER_WORKER.pid])
def test_another_container_with_the_same_hostname_keeps_its_claims_for_the_lease(pid: int) -> None:
    host = Host()
    host.processes.started_at_by_pid[THIS_WORKER.pid] = host.clock.now() + SECOND
    host.claim_event(WorkerId("here", pid, "another container", "other"))
    host.clock.advance(CLAIM_LEASE)
    assert not host.rescues_event()
    host.clock.advance(SECOND)
    assert host.rescues_event()
