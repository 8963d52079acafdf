"""Fake processes."""

from datetime import datetime


class FakeProcesses:
    """The port `Processes`: those in `started_at_by_pid` are running."""

    def __init__(self) -> None:
        self.started_at_by_pid: dict[int, datetime] = {}

    def find_start_time(self, pid: int) -> datetime | None:
        return self.started_at_by_pid.get(pid)
