"""Connections to the database."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from novex_shopify.adapters.file_access import protect_file

BUSY_TIMEOUT_SECONDS = 10

READ_ONLY = "novex_read_only"
"""The execution option of connections whose transactions only read."""


def open_engine(url: URL, schema: str | None = None) -> Engine:
    """The engine for a SQLite or PostgreSQL URL. Statements are never logged with their values.

    `schema` is the PostgreSQL schema of all tables; without one it is the first of the user's search path.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite_engine(url)
    from novex_shopify.adapters.persistence.postgres_engine import open_postgres_engine  # noqa: PLC0415 - needs an extra

    return open_postgres_engine(url, schema)


def _open_sqlite_engine(url: URL) -> Engine:
    if url.database:
        # The file holds personal data, so only its owner may read it. Opening it reports what is wrong with the path.
        with suppress(OSError):
            Path(url.database).touch(mode=0o600)
        for suffix in ("", "-wal", "-shm"):
            protect_file(Path(url.database + suffix))
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _configure_sqlite_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _configure_sqlite_connection(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions: its own break savepoints.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    read_only = bool(connection.get_execution_options().get(READ_ONLY))
    # A statement that writes fails at once: it would wait for the write lock, which is for those that need it.
    connection.exec_driver_sql(f"PRAGMA query_only={read_only:d}")
    if read_only:
        connection.exec_driver_sql("BEGIN")  # reads what is committed now, even while another one writes
    else:
        # Waits for the write lock at the start: a transaction that has read cannot wait for it, it fails.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
