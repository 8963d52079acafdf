"""Processes that a test invents."""

from datetime import datetime


class FakeProcesses:
    """The port `Processes`: those in `running` run, with the time when they began."""

    def __init__(self) -> None:
        self.started_at_by_pid: dict[int, datetime] = {}

    def find_start_time(self, pid: int) -> datetime | None:
        return self.started_at_by_pid.get(pid)
