"""The processes of this computer."""

from datetime import datetime
from typing import Protocol


class Processes(Protocol):
    """Tells which processes run here."""

    def started_at(self, pid: int) -> datetime | None:
        """When the process of this number began, to within a second or two; None if there is none."""
        ...
