"""Recurring work that only one of all workers does each time."""

from datetime import datetime, timedelta

from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import WRITE_PROBE_INTERVAL

WRITE_PROBE_JOB = "write probe"


def probe_writes(unit_of_work: UnitOfWork, worker: WorkerId, now: datetime) -> None:
    """Write a row to the disk, at most once per second. A replica and a full disk answer every question as well."""
    try_start_job(unit_of_work, WRITE_PROBE_JOB, worker, now, WRITE_PROBE_INTERVAL)


def try_start_job(unit_of_work: UnitOfWork, job: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
    """Start the job in a transaction of its own; False if any worker started it less than a period ago."""
    with unit_of_work() as tx:
        started = tx.job_runs.try_start(job, worker, now, period)
        tx.commit()
    return started
