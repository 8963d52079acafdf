"""Runs of periodic jobs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JobRun:
    """The last run of a periodic job, and its worker."""

    job: str
    worker: str
    started_at: datetime
