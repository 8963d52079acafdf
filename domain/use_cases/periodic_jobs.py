"""Recurring work that only one of all workers does each time."""

from datetime import datetime, timedelta

from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


def try_start_job(unit_of_work: UnitOfWork, job: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
    """Start the job in a transaction of its own; False if any worker started it less than a period ago."""
    with unit_of_work() as tx:
        started = tx.job_runs.try_start(job, worker, now, period)
        tx.commit()
    return started
