"""Migrations of both databases, upgrade and downgrade, match the models."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, make_url

import novex_shopify.config.container  # noqa: F401 - loads every table
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.migrate import downgrade, fetch_current_revision, get_head_revision, upgrade
from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.adapters.persistence.schema_version import VERSION_TABLE


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database."""
    url: str = request.getfixturevalue(request.param)
    return url


def is_of_the_models(kind: str, name: str | None) -> bool:
    """The index of what people search for is written by hand for each database; its contract tests would miss it."""
    return (kind, name) != ("index", "ix_search_entries_terms") and not (name or "").startswith("search_terms")


def test_an_empty_database_is_upgraded_and_downgraded(url: str) -> None:
    engine = open_engine(make_url(url))
    assert fetch_current_revision(engine) is None
    upgrade(engine)
    upgrade(engine)
    assert fetch_current_revision(engine) == get_head_revision()
    assert {name for name in inspect(engine).get_table_names() if is_of_the_models("table", name)} == {
        *METADATA.tables,
        VERSION_TABLE,
    }
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == [VERSION_TABLE]
    engine.dispose()


def test_the_migrated_schema_matches_the_models(url: str) -> None:
    engine = open_engine(make_url(url))
    upgrade(engine)
    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(
                connection,
                opts={
                    "version_table": VERSION_TABLE,
                    "include_name": lambda name, kind, _: is_of_the_models(kind, name),
                },
            ),
            METADATA,
        )
    engine.dispose()
    assert differences == []


def test_webhook_bodies_are_compressed_with_lz4_where_available(postgres_url: str) -> None:
    engine = open_engine(make_url(postgres_url))
    upgrade(engine)
    with engine.connect() as connection:
        available = connection.exec_driver_sql(
            "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
        ).scalar_one()
        method = connection.exec_driver_sql(
            "SELECT attcompression FROM pg_attribute"
            " WHERE attrelid = 'shopify_webhook_events'::regclass AND attname = 'body'"
        ).scalar_one()
    engine.dispose()
    assert method == ("l" if available else "")


def test_an_erp_with_its_own_alembic_shares_the_database(url: str) -> None:
    engine = open_engine(make_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('a1erp')")
    upgrade(engine)
    downgrade(engine, "base")
    upgrade(engine)
    assert fetch_current_revision(engine) == get_head_revision()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["a1erp"]
    engine.dispose()


def test_a_schema_of_its_own_is_created_and_holds_every_table(postgres_url: str) -> None:
    engine = open_engine(make_url(postgres_url), "novex")
    assert fetch_current_revision(engine) is None
    upgrade(engine, schema="novex")
    upgrade(engine, schema="novex")
    assert set(inspect(engine).get_table_names("novex")) == {*METADATA.tables, VERSION_TABLE}
    assert inspect(engine).get_table_names("public") == []
    engine.dispose()
