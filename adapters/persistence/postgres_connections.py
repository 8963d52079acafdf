"""Connecting to PostgreSQL: defaults that survive failovers, firewalls and poolers. What the address states wins."""

import os
import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from sqlalchemy import ExceptionContext
from sqlalchemy.engine import URL

DEFAULT_PARAMETERS: Mapping[str, Any] = {
    "connect_timeout": 5,
    # After a failover the address may lead to a standby for a while: it is no database to start on.
    "target_session_attrs": "read-write",
    # Otherwise it is that of the server, and batches (`postgres_arrays.py`) are always UTF-8.
    "client_encoding": "utf8",
    # A firewall forgets idle connections without a word; the kernel's own limits are a quarter of an hour and more.
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,
}

# Statements that other clients' sessions prepared, or that this one's did not: a pooler in transaction mode.
POOLER_STATES = frozenset({"26000", "42P05", "08P01"})
READ_ONLY_STATE = "25006"

_PREPARE_THRESHOLD = "prepare_threshold"
_SSL, _SSL_MODE = "ssl", "sslmode"
# How other languages' drivers write it in an address. libpq's `require` encrypts and does not verify, as these do.
_SSL_MODES = {"true": "require", "1": "require", "no-verify": "require", "false": "disable", "0": "disable"}
_NEVER_PREPARE = frozenset({"none", "off", "0"})


def build_connect_args(url: URL, schema: str | None = None) -> tuple[URL, dict[str, Any]]:
    """Split the address into what libpq reads from it, and the other arguments of the driver's `connect`."""
    stated = {name: value for name, value in url.query.items() if name not in (_PREPARE_THRESHOLD, _SSL)}
    if _SSL in url.query:
        stated.setdefault(_SSL_MODE, _get_last(url.query[_SSL]))
    if _SSL_MODE in stated:
        stated[_SSL_MODE] = _translate_ssl_mode(_get_last(stated[_SSL_MODE]))
    arguments = {name: value for name, value in DEFAULT_PARAMETERS.items() if name not in stated}
    if _PREPARE_THRESHOLD in url.query:
        arguments[_PREPARE_THRESHOLD] = parse_prepare_threshold(_get_last(url.query[_PREPARE_THRESHOLD]))
    if schema:
        options = _get_last(stated.pop("options", ""))
        arguments["options"] = f"{options} -csearch_path={schema}".strip()
    return url.set(query=stated), arguments


def parse_prepare_threshold(value: str) -> int | None:
    """After how many runs a statement is prepared; None for never, as poolers in transaction mode require.

    The driver's own 0 prepares at once. In an address it means never: that is why people write it there.
    """
    if value.lower() in _NEVER_PREPARE:
        return None
    if not value.isdecimal():
        raise ValueError("prepare_threshold is 'none' or a whole number")
    return int(value)


def _translate_ssl_mode(value: str) -> str:
    return _SSL_MODES.get(value.lower(), value)


def get_sqlstate(error: BaseException | None) -> str | None:
    """PostgreSQL's code of an error."""
    return getattr(error, "sqlstate", None)


def discard_read_only_session(context: ExceptionContext) -> None:
    """Treat a refused write as a lost connection: the session belongs to a standby, and stays with it for ever."""
    if get_sqlstate(context.original_exception) == READ_ONLY_STATE:
        context.is_disconnect = True


@contextmanager
def cut_after(connection: Any, seconds: float) -> Generator[None]:
    """Shut the connection's socket down if the block takes longer, so that waiting for it ends with an error.

    libpq has no time-out of its own for an answer, and a proxy may confirm packets that it does not pass on.
    """
    with socket.socket(fileno=os.dup(connection.fileno())) as duplicate:
        timer = Timer(seconds, _shut_down, [duplicate])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _shut_down(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _get_last(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[-1]
