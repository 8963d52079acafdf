"""Which connections of the web process may stay open."""

import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

import structlog

_log = structlog.get_logger()

MAX_CONNECTIONS = 1_000
"""Each may hold a head of `MAX_HEAD_BYTES` and some 64 KiB of a body: together about 100 MiB at most."""

BACKLOG = 1_024
"""Connections that the operating system holds until the process takes them."""

_OTHER_FILES = 256
"""For the database, logs, threads and calls to Shopify."""


class Connection(Protocol):
    def abort(self) -> None:
        """Close without waiting for the client."""
        ...


@dataclass(slots=True)
class ConnectionLimit:
    """At most `maximum` connections. If there is one more, the one that has waited longest for its client is closed.

    So a client that sends at once is answered, however many others hold connections open and send nothing.
    """

    maximum: int
    _open: set[Connection] = field(default_factory=set)
    _waiting: OrderedDict[Connection, None] = field(default_factory=OrderedDict)

    def add(self, connection: Connection) -> None:
        """A new connection, which waits for its client."""
        self._open.add(connection)
        self.mark_waiting(connection)
        if len(self._open) > self.maximum:
            longest = next(iter(self._waiting))
            self.discard(longest)
            longest.abort()

    def mark_waiting(self, connection: Connection) -> None:
        """The client has to send or to take something; counts from now."""
        if connection in self._open:
            self._waiting[connection] = None
            self._waiting.move_to_end(connection)

    def mark_busy(self, connection: Connection) -> None:
        """A request is complete and is being answered."""
        self._waiting.pop(connection, None)

    def discard(self, connection: Connection) -> None:
        self._open.discard(connection)
        self._waiting.pop(connection, None)


def plan_connections() -> tuple[int, int]:
    """How many connections may be open, and how many may wait to be taken, within this process's limit of open files.

    The limit is raised if the system allows it. Without a file left, no connection could be taken, nor closed.
    """
    wanted = MAX_CONNECTIONS + BACKLOG + _OTHER_FILES
    allowed = _raise_file_limit(wanted)
    if allowed >= wanted:
        return MAX_CONNECTIONS, BACKLOG
    half = max(allowed - _OTHER_FILES, 32) // 2
    _log.warning("web.few_files", file_limit=allowed, wanted=wanted, connections=half)
    return half, half


def _raise_file_limit(wanted: int) -> int:
    if sys.platform == "win32":
        return wanted
    import resource  # noqa: PLC0415 - Unix only

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
