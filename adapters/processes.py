"""Processes of the operating system."""

from datetime import UTC, datetime

import psutil


class SystemProcesses:
    """The port `Processes`."""

    def find_start_time(self, pid: int) -> datetime | None:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return datetime.fromtimestamp(process.create_time(), UTC)
        except psutil.NoSuchProcess:
            return None
