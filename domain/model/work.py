"""The kinds of work that wait in the database, and who takes them."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from threading import Lock


class Work(StrEnum):
    """A queue of work. The rows are the truth; waking a worker only spares the wait for its next look."""

    EVENTS = "process_events"
    FULFILLMENTS = "push_fulfillments"
    SUBSCRIPTIONS = "register_webhooks"
    IMPORTS = "run_imports"


OUTCOME_UNKNOWN_FOR = timedelta(seconds=60)
"""How long Shopify may still be at a request whose answer never came; until then, looking for its outcome is early."""


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


class ActiveClaims:
    """The claims that this process is really working on: those of its threads that are between claiming and settling.

    A claim of ours that is not among them was left behind by a failure of the database.
    """

    def __init__(self) -> None:
        self._ids: dict[Work, set[int]] = {work: set() for work in Work}
        self._lock = Lock()

    @contextmanager
    def hold(self, work: Work, ids: Iterable[int]) -> Generator[None]:
        """Hold these rows for as long as the block lasts."""
        mine = set(ids)
        with self._lock:
            self._ids[work] |= mine
        try:
            yield
        finally:
            with self._lock:
                self._ids[work] -= mine

    def snapshot(self) -> Mapping[Work, frozenset[int]]:
        """What is held now."""
        with self._lock:
            return {work: frozenset(ids) for work, ids in self._ids.items()}
