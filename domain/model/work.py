"""The kinds of work that wait in the database, and the workers that claim it."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock


class Work(StrEnum):
    """A queue of work. The rows are the truth; a notification only shortens the wait."""

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
        """Parse the text that `str` returns."""
        hostname, _, pid = text.rpartition(":")
        return cls(hostname, int(pid))

    def __str__(self) -> str:
        return f"{self.hostname}:{self.pid}"


class ActiveClaims:
    """The claims that threads of this process are working on now.

    A claim of this process that is not among them was left behind by a database failure.
    """

    def __init__(self) -> None:
        self._ids: dict[Work, set[int]] = {work: set() for work in Work}
        self._lock = Lock()

    @contextmanager
    def hold(self, work: Work, ids: Iterable[int]) -> Generator[None]:
        """Hold these claims while the block runs."""
        mine = set(ids)
        with self._lock:
            self._ids[work] |= mine
        try:
            yield
        finally:
            with self._lock:
                self._ids[work] -= mine

    def snapshot(self) -> Mapping[Work, frozenset[int]]:
        """Return the claims held now."""
        with self._lock:
            return {work: frozenset(ids) for work, ids in self._ids.items()}
