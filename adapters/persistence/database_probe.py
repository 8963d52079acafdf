"""Whether the database can be used."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from novex_shopify.adapters.persistence.postgres_connections import POOLER_STATES, get_sqlstate


@dataclass(frozen=True, slots=True)
class DatabaseProbe:
    engine: Engine

    def find_error(self) -> Exception | None:
        """Why the database does not answer."""
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError as error:
            return error
        return None

    def find_free_bytes(self) -> int | None:
        """The space that is left on the disk of a SQLite file; None if that is unknown."""
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return None
        try:
            return shutil.disk_usage(Path(self.engine.url.database).resolve().parent).free
        except OSError:
            return None

    def find_unsupported_encoding(self) -> str | None:
        """The encoding of a PostgreSQL database that cannot hold every character."""
        with self.engine.connect() as connection:
            if connection.dialect.name != "postgresql":
                return None
            encoding: str = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        return encoding if encoding != "UTF8" else None

    def loses_prepared_statements(self) -> bool:
        """Whether a pooler stands in between that gives each transaction another session of the server.

        Two connections in turn prepare a statement of their own. A pooler in transaction mode gives both the same
        session, in which the second finds the statement of the first under its name.
        """
        with self.engine.connect() as first, self.engine.connect() as second:
            drivers = [connection.connection.driver_connection for connection in (first, second)]
            if not all(getattr(driver, "prepare_threshold", None) for driver in drivers):  # which SQLite's has not
                return False
            try:
                for number, driver in enumerate(drivers * 2):
                    _prepare(driver, f"SELECT {number % 2}, %s::int")
            except self.engine.dialect.loaded_dbapi.Error as error:
                _invalidate(first, second)
                if get_sqlstate(error) in POOLER_STATES:
                    return True
                raise
        return False


def _prepare(driver: Any, statement: str) -> None:
    driver.execute(statement, [1], prepare=True)
    driver.commit()  # a rollback would make the driver forget the statement, and drop it on the server


def _invalidate(*connections: Connection) -> None:
    for connection in connections:
        connection.invalidate()
