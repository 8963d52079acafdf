"""The processes of this computer."""

from datetime import datetime
from typing import Protocol


class Processes(Protocol):
    """Tells which processes run here."""

    def find_start_time(self, pid: int) -> datetime | None:
        """When the process of this number began, to within a second or two; None if there is none."""
        ...
