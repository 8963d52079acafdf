"""Periodic jobs, each run once per period whatever the number of workers."""

from datetime import datetime, timedelta
from typing import Protocol

from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.work import WorkerId


class JobRuns(Protocol):
    """The last run of each job."""

    def try_start(self, job: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        """Start a run; returns False if another one started less than `period` ago."""
        ...

    def find_last(self, job: str) -> JobRun | None:
        """Find the last run of a job."""
        ...
