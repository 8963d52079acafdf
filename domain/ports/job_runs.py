"""Periodic work that is done once per period, whatever the number of workers."""

from datetime import datetime, timedelta
from typing import Protocol

from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.work import WorkerId


class JobRuns(Protocol):
    """Who did what by the clock, last."""

    def try_start(self, job: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        """Become the one that does it; False if somebody began less than a period ago."""
        ...

    def find_last(self, job: str) -> JobRun | None:
        """When it was last begun."""
        ...
