"""Migrates the database to the schema of this version."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.schema import CreateSchema

from novex_shopify.adapters.persistence.schema_version import VERSION_TABLE, SchemaVersion


def upgrade(engine: Engine, revision: str = "head", schema: str | None = None) -> None:
    """Of processes that start together, one migrates while the others wait. Creates the PostgreSQL schema, if named."""
    with engine.begin() as connection:
        _lock_migrations(connection)
        if schema:
            _create_schema(connection, schema)
        command.upgrade(_build_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """`base` removes all tables."""
    with engine.begin() as connection:
        _lock_migrations(connection)
        command.downgrade(_build_config(connection), revision)


def fetch_schema_version(engine: Engine) -> SchemaVersion:
    """The revision of the database beside those that this version of the product has."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return SchemaVersion(context.get_current_revision(), list_revisions())


def fetch_current_revision(engine: Engine) -> str | None:
    """The revision of the database; None if it is empty."""
    return fetch_schema_version(engine).current


def get_head_revision() -> str:
    """The revision that this version needs."""
    return list_revisions()[-1]


@cache  # reading them means running every migration's file
def list_revisions() -> tuple[str, ...]:
    """Every revision that this version knows, oldest first."""
    scripts = ScriptDirectory.from_config(_build_config())
    return tuple(script.revision for script in scripts.walk_revisions())[::-1]


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


def _create_schema(connection: Connection, schema: str) -> None:
    # CREATE SCHEMA IF NOT EXISTS asks for the right to create one even if it exists.
    if not inspect(connection).has_schema(schema):
        connection.execute(CreateSchema(schema))
