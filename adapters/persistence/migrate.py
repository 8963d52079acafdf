"""Bringing the database to the schema that this version of the product needs."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate forward. Processes that start together wait for each other."""
    with engine.begin() as connection:
        _lock_migrations(connection)
        command.upgrade(_build_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate back; `base` removes all tables."""
    with engine.begin() as connection:
        _lock_migrations(connection)
        command.downgrade(_build_config(connection), revision)


def fetch_current_revision(engine: Engine) -> str | None:
    """The revision that the database has; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def get_head_revision() -> str:
    """The revision that this version of the product needs."""
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
    """One migration at a time: SQLite's write lock is taken at the start already; PostgreSQL gets an advisory one."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('novex-shopify migrations'))")
