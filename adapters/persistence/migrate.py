"""Migrates the database to the schema of this version."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Of processes that start together, one migrates while the others wait."""
    with engine.begin() as connection:
        _lock_migrations(connection)
        command.upgrade(_build_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """`base` removes all tables."""
    with engine.begin() as connection:
        _lock_migrations(connection)
        command.downgrade(_build_config(connection), revision)


def fetch_current_revision(engine: Engine) -> str | None:
    """The revision of the database; None if it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def get_head_revision() -> str:
    """The revision that this version needs."""
    head = ScriptDirectory.from_config(_build_config()).get_current_head()
    assert head is not None
    return head


def _build_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "novex_shopify.adapters.persistence:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _lock_migrations(connection: Connection) -> None:
    # SQLite needs none: its transaction holds the write lock from the start.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('novex-shopify migrations'))")
