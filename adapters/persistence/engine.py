"""Connections to the database."""

from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from novex_shopify.adapters.persistence.postgres_connections import (
    build_connect_args,
    cut_after,
    discard_read_only_session,
)

BUSY_TIMEOUT_SECONDS = 10
PING_AFTER_IDLE_SECONDS = 1
PING_TIMEOUT_SECONDS = 2

_IDLE_SINCE = "idle since"


def open_engine(url: URL, schema: str | None = None) -> Engine:
    """The engine for a SQLite or PostgreSQL URL. Statements are never logged with their values.

    `schema` is the PostgreSQL schema of all tables; without one it is the first of the user's search path.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite_engine(url)
    address, arguments = build_connect_args(url, schema)
    engine = create_engine(address, pool_size=10, max_overflow=10, hide_parameters=True, connect_args=arguments)
    return _add_connection_listeners(engine)


def open_event_loop_engine(url: URL, schema: str | None = None) -> Engine:
    """An engine for PostgreSQL that yields to the event loop while it waits; for `EventLoopRunner` only.

    Each statement is a transaction of its own, which saves the round trips of BEGIN and COMMIT.
    """
    address, arguments = build_connect_args(url, schema)
    engine = create_async_engine(
        address, pool_size=4, isolation_level="AUTOCOMMIT", hide_parameters=True, connect_args=arguments
    )
    return _add_connection_listeners(engine.sync_engine)


def _add_connection_listeners(engine: Engine) -> Engine:
    event.listen(engine, "handle_error", discard_read_only_session)
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

    If a connection does not answer or dies in use, SQLAlchemy replaces it and all that were opened before it.
    """
    idle_since = record.info.get(_IDLE_SINCE)
    if idle_since is None or monotonic() - idle_since < PING_AFTER_IDLE_SECONDS:
        return
    try:
        with cut_after(record.driver_connection, PING_TIMEOUT_SECONDS):
            connection.cursor().execute("SELECT 1")
            connection.rollback()
    except psycopg.OperationalError as error:
        raise InvalidatePoolError from error


def _configure_sqlite_connection(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions: its own break savepoints.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # Waits for the write lock at the start: a transaction that has read cannot wait for it, it fails.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
