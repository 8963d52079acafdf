"""Connections to the database."""

from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_SECONDS = 10
CONNECT_TIMEOUT_SECONDS = 5
PING_AFTER_IDLE_SECONDS = 1

_POSTGRESQL_OPTIONS: Any = {"hide_parameters": True, "connect_args": {"connect_timeout": CONNECT_TIMEOUT_SECONDS}}
_IDLE_SINCE = "idle since"


def open_engine(url: URL) -> Engine:
    """The engine for a SQLite or PostgreSQL URL. Statements are never logged with their values."""
    if url.get_backend_name() == "sqlite":
        return _open_sqlite_engine(url)
    return _add_ping_listeners(create_engine(url, pool_size=10, max_overflow=10, **_POSTGRESQL_OPTIONS))


def open_event_loop_engine(url: URL) -> Engine:
    """An engine for PostgreSQL that yields to the event loop while it waits; for `EventLoopRunner` only.

    Each statement is a transaction of its own, which saves the round trips of BEGIN and COMMIT.
    """
    engine = create_async_engine(url, pool_size=4, isolation_level="AUTOCOMMIT", **_POSTGRESQL_OPTIONS)
    return _add_ping_listeners(engine.sync_engine)


def _add_ping_listeners(engine: Engine) -> Engine:
    event.listen(engine, "checkin", _record_checkin_time)
    event.listen(engine, "checkout", _ping_if_idle)
    return engine


def _open_sqlite_engine(url: URL) -> Engine:
    if url.database:
        # The file holds personal data, so only its owner may read it. Opening it reports what is wrong with the path.
        with suppress(OSError):
            Path(url.database).touch(mode=0o600)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _configure_sqlite_connection)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _record_checkin_time(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_IDLE_SINCE] = monotonic()


def _ping_if_idle(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Replaces `pool_pre_ping`, which pings before each use, even if the connection was used a moment ago.

    SQLAlchemy replaces a connection that does not answer, and, if one dies in use, all that were opened before it.
    """
    idle_since = record.info.get(_IDLE_SINCE)
    if idle_since is None or monotonic() - idle_since < PING_AFTER_IDLE_SECONDS:
        return
    try:
        connection.cursor().execute("SELECT 1")
        connection.rollback()
    except psycopg.OperationalError as error:
        raise DisconnectionError from error


def _configure_sqlite_connection(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions: its own break savepoints.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # Waits for the write lock at the start: a transaction that has read cannot wait for it, it fails.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
