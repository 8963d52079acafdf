"""The probe recognizes sessions that another client has used, as behind a pooler in transaction mode."""

from typing import Any

from sqlalchemy import event, make_url

from novex_shopify.adapters.persistence.database_probe import DatabaseProbe
from novex_shopify.adapters.persistence.engine import open_engine


def prepare_a_statement_of_another_client(connection: Any, _record: object) -> None:
    """The driver numbers its statements, so those of two clients have the same names."""
    connection.execute("PREPARE _pg3_0 AS SELECT 1", prepare=False)
    connection.commit()


def test_a_direct_connection_keeps_prepared_statements(postgres_url: str) -> None:
    engine = open_engine(make_url(postgres_url))
    assert not DatabaseProbe(engine).loses_prepared_statements()
    engine.dispose()


def test_statements_of_another_client_are_recognized_and_the_setting_avoids_them(postgres_url: str) -> None:
    for threshold, loses in (("5", True), ("none", False)):
        engine = open_engine(make_url(postgres_url).update_query_dict({"prepare_threshold": threshold}))
        event.listen(engine, "connect", prepare_a_statement_of_another_client)
        assert DatabaseProbe(engine).loses_prepared_statements() is loses
        engine.dispose()


def test_sqlite_has_no_pooler(sqlite_url: str) -> None:
    engine = open_engine(make_url(sqlite_url))
    assert not DatabaseProbe(engine).loses_prepared_statements()
    assert DatabaseProbe(engine).find_unsupported_encoding() is None
    engine.dispose()
