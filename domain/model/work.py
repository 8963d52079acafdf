"""The kinds of work that wait in the database, and the workers that claim it."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import Protocol


class Work(StrEnum):
    """A queue of work. The rows are the truth; a notification only shortens the wait."""

    EVENTS = "process_events"
    FULFILLMENTS = "push_fulfillments"
    SUBSCRIPTIONS = "register_webhooks"
    IMPORTS = "run_imports"
    AUDITS = "audit_orders"
    SETTLE = "settle_orders"
    INVOICES = "issue_invoices"
    STOCK = "push_stock"
    LABELS = "buy_labels"
    MANIFESTS = "make_manifests"
    NOTIFICATIONS = "send_notifications"


@dataclass(frozen=True, slots=True)
class WorkerId:
    """The process that claims work.

    Two living containers can have the same hostname and pid. `process` differs for every process that ever ran, so no
    two share their claims; `pid_namespace` is equal only for processes that see each other's pids.
    """

    hostname: str
    pid: int
    pid_namespace: str = ""
    process: str = ""

    @classmethod
    def parse(cls, text: str) -> "WorkerId":
        """Parse the text that `str` returns."""
        name, _, identity = text.partition("#")
        hostname, _, pid = name.rpartition(":")
        pid_namespace, _, process = identity.partition(".")
        return cls(hostname, int(pid), pid_namespace, process)

    @property
    def name(self) -> str:
        """Its name for people; not unique."""
        return f"{self.hostname}:{self.pid}"

    def sees_pid_of(self, other: "WorkerId") -> bool:
        """Whether the other's pid means the same process here as there."""
        return (self.hostname, self.pid_namespace) == (other.hostname, other.pid_namespace)

    def __str__(self) -> str:
        return f"{self.name}#{self.pid_namespace}.{self.process}" if self.process else self.name


class ClaimedRecord(Protocol):
    """What a claim says. A later claim has a higher number of attempts."""

    @property
    def id(self) -> int: ...

    @property
    def attempts(self) -> int: ...

    @property
    def claimed_by(self) -> str | None: ...

    @property
    def next_attempt_at(self) -> datetime | None: ...


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
