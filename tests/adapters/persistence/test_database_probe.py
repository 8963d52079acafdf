"""The probe recognizes sessions that several clients use, as behind a pooler in transaction mode."""

from typing import Any

import psycopg
from sqlalchemy import event, make_url

from novex_shopify.adapters.persistence.database_probe import DatabaseProbe
from novex_shopify.adapters.persistence.engine import open_engine


def test_a_direct_connection_keeps_prepared_statements(postgres_url: str) -> None:
    engine = open_engine(make_url(postgres_url))
    assert not DatabaseProbe(engine).loses_prepared_statements()
    engine.dispose()


def test_a_shared_session_is_recognized_and_the_setting_avoids_it(postgres_url: str) -> None:
    for threshold, loses in (("5", True), ("none", False)):
        engine = open_engine(make_url(postgres_url).update_query_dict({"prepare_threshold": threshold}))
        with psycopg.connect(postgres_url.replace("+psycopg", "", 1)) as session:

            def connect(_dialect: Any, _record: Any, _args: Any, options: Any, session: Any = session) -> Any:
                client = psycopg.Connection(session.pgconn)
                client.prepare_threshold = options.get("prepare_threshold", 5)
                return client

            event.listen(engine, "do_connect", connect)
            assert DatabaseProbe(engine).loses_prepared_statements() is loses
            engine.dispose()


def test_sqlite_has_no_pooler(sqlite_url: str) -> None:
    engine = open_engine(make_url(sqlite_url))
    assert not DatabaseProbe(engine).loses_prepared_statements()
    assert DatabaseProbe(engine).find_unsupported_encoding() is None
    engine.dispose()
