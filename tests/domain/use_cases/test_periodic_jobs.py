"""A periodic job is started by one worker in each period."""

from datetime import timedelta

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from tests.builders import HOUR, NOON, SECOND

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)


def try_start(unit_of_work: MemoryUnitOfWork, worker: WorkerId, after: timedelta) -> bool:
    return try_start_job(unit_of_work, "count deliveries", worker, NOON + after, HOUR)


def test_of_two_workers_only_the_first_one_starts_the_job() -> None:
    unit_of_work = MemoryUnitOfWork()
    assert try_start(unit_of_work, ANN, timedelta(0))
    assert not try_start(unit_of_work, BOB, HOUR - SECOND)


def test_after_the_period_any_worker_starts_the_job_again() -> None:
    unit_of_work = MemoryUnitOfWork()
    assert try_start(unit_of_work, ANN, timedelta(0))
    assert try_start(unit_of_work, BOB, HOUR)


def test_the_start_is_committed_at_once() -> None:
    unit_of_work = MemoryUnitOfWork()
    try_start(unit_of_work, ANN, timedelta(0))
    with unit_of_work() as tx:
        assert tx.job_runs.find_last("count deliveries") == JobRun("count deliveries", "ann:1", NOON)
