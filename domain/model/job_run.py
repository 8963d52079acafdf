"""Work that is done by the clock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JobRun:
    """The last time that some periodic work was begun, and by which worker."""

    job: str
    worker: str
    started_at: datetime
