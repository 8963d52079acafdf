"""Processes that a test invents."""

from datetime import datetime


class ListedProcesses:
    """The port `Processes`: those in `running` run, with the time when they began."""

    def __init__(self) -> None:
        self.running: dict[int, datetime] = {}

    def started_at(self, pid: int) -> datetime | None:
        """When it began, if it is listed."""
        return self.running.get(pid)
