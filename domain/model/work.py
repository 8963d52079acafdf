"""The kinds of work that wait in the database, and who takes them."""

from dataclasses import dataclass
from enum import StrEnum


class Work(StrEnum):
    """A queue of work. The rows are the truth; waking a worker only spares the wait for its next look."""

    EVENTS = "process_events"
    FULFILLMENTS = "push_fulfillments"
    SUBSCRIPTIONS = "register_webhooks"
    IMPORTS = "run_imports"


@dataclass(frozen=True, slots=True)
class WorkerId:
    """The process that claims work."""

    hostname: str
    pid: int

    @classmethod
    def parse(cls, text: str) -> "WorkerId":
        """Read what `str` wrote."""
        hostname, _, pid = text.rpartition(":")
        return cls(hostname, int(pid))

    def __str__(self) -> str:
        return f"{self.hostname}:{self.pid}"
