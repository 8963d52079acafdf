"""The processes of this machine."""

from datetime import datetime
from typing import Protocol


class Processes(Protocol):
    """Finds running processes."""

    def find_start_time(self, pid: int) -> datetime | None:
        """Return when the process with this id started, within two seconds; None if there is no such process."""
        ...
