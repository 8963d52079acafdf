"""Connections to PostgreSQL; needs the extra `postgres`."""

from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from novex_shopify.adapters.persistence.postgres_array_dumper import register_array_dumper
from novex_shopify.adapters.persistence.postgres_connections import (
    build_connect_args,
    cut_after,
    discard_read_only_session,
)

PING_AFTER_IDLE_SECONDS = 1
PING_TIMEOUT_SECONDS = 2

_IDLE_SINCE = "idle since"


def open_postgres_engine(url: URL, schema: str | None = None) -> Engine:
    """The engine for everything but the intake of webhooks."""
    register_array_dumper(psycopg.adapters)
    address, arguments = build_connect_args(url, schema)
    engine = create_engine(address, pool_size=10, max_overflow=10, hide_parameters=True, connect_args=arguments)
    return _add_connection_listeners(engine)


def open_event_loop_engine(url: URL, schema: str | None = None) -> Engine:
    """An engine that yields to the event loop while it waits; for `EventLoopRunner` only.

    Each statement is a transaction of its own, which saves the round trips of BEGIN and COMMIT.
    """
    register_array_dumper(psycopg.adapters)
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
