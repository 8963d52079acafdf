"""Work that is done by the clock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Round:
    """The last time that some periodic work was begun, and by which worker."""

    name: str
    worker: str
    begun_at: datetime
