"""Sessions with PostgreSQL survive what networks, failovers and poolers do to them."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence import postgres_engine
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.postgres_connections import DEFAULT_PARAMETERS, build_connect_args
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import DatabaseUnavailable
from tests.databases import CIPHER, set_read_only
from tests.tcp_proxy import TcpProxy, find_postgres_address, rewrite_postgres_url


@pytest.fixture
def proxy(postgres_url: str) -> Generator[TcpProxy]:
    with TcpProxy(find_postgres_address(postgres_url)) as proxy:
        yield proxy


@pytest.fixture
def ping_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of waiting until a connection was idle for long enough."""
    monkeypatch.setattr(postgres_engine, "PING_AFTER_IDLE_SECONDS", 0)


def create_table(engine: Engine, name: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {name} (id int)")


def test_every_default_is_set_and_an_address_overrides_it() -> None:
    _, defaults = build_connect_args(make_url("postgresql+psycopg://novex@db/novex"))
    assert defaults == dict(DEFAULT_PARAMETERS)
    stated = make_url("postgresql+psycopg://novex@db/novex?target_session_attrs=any&keepalives_idle=60")
    url, arguments = build_connect_args(stated)
    assert url == stated
    assert arguments == {
        name: value
        for name, value in DEFAULT_PARAMETERS.items()
        if name not in ("target_session_attrs", "keepalives_idle")
    }


@pytest.mark.parametrize(
    ("parameter", "mode"),
    [
        ("sslmode=verify-full", "verify-full"),
        ("sslmode=no-verify", "require"),
        ("ssl=true", "require"),
        ("ssl=false", "disable"),
        ("ssl=true&sslmode=verify-ca", "verify-ca"),
    ],
)
def test_how_other_drivers_ask_for_tls_is_understood(parameter: str, mode: str) -> None:
    url, _ = build_connect_args(make_url(f"postgresql+psycopg://novex@db/novex?{parameter}"))
    assert dict(url.query) == {"sslmode": mode}


@pytest.mark.parametrize(("written", "threshold"), [("none", None), ("None", None), ("0", None), ("7", 7)])
def test_the_prepare_threshold_of_an_address_reaches_the_driver_as_a_number_or_none(
    postgres_url: str, written: str, threshold: int | None
) -> None:
    engine = open_engine(make_url(postgres_url).update_query_dict({"prepare_threshold": written}))
    with engine.connect() as connection:
        driver_connection: Any = connection.connection.driver_connection
        assert driver_connection.prepare_threshold == threshold
    engine.dispose()


def test_a_server_that_cannot_write_is_no_database_to_start_on(postgres_url: str) -> None:
    set_read_only(postgres_url, "on")
    engine = open_engine(make_url(postgres_url))
    with pytest.raises(OperationalError, match="read-only"):
        engine.connect()
    set_read_only(postgres_url, "off")
    create_table(engine, "writable")
    engine.dispose()


def test_a_session_that_cannot_write_is_discarded_with_all_that_were_opened_before_it(postgres_url: str) -> None:
    set_read_only(postgres_url, "on")
    engine = open_engine(make_url(postgres_url).update_query_dict({"target_session_attrs": "any"}))
    with engine.connect(), engine.connect():  # two sessions in the pool
        pass
    set_read_only(postgres_url, "off")
    with pytest.raises(DBAPIError) as refusal:
        create_table(engine, "refused")
    assert refusal.value.connection_invalidated
    create_table(engine, "accepted")
    create_table(engine, "accepted_as_well")
    engine.dispose()


def test_a_refused_write_reads_as_an_unavailable_database(postgres_url: str) -> None:
    set_read_only(postgres_url, "on")
    engine = open_engine(make_url(postgres_url).update_query_dict({"target_session_attrs": "any"}))
    with pytest.raises(DatabaseUnavailable, match="read-only transaction"), SqlUnitOfWork(engine, CIPHER, BuiltinErp)():
        create_table(engine, "refused")
    engine.dispose()


@pytest.mark.parametrize(
    "error", [psycopg.errors.InvalidSqlStatementName, psycopg.errors.DuplicatePreparedStatement], ids=str
)
def test_errors_of_a_transaction_pooler_name_the_setting(postgres_url: str, error: type[psycopg.Error]) -> None:
    engine = open_engine(make_url(postgres_url))
    with (
        pytest.raises(DatabaseUnavailable, match="prepare_threshold=none"),
        SqlUnitOfWork(engine, CIPHER, BuiltinErp)(),
    ):
        raise ProgrammingError("SELECT", None, error())
    engine.dispose()


@pytest.mark.usefixtures("ping_always")
@pytest.mark.timeout(30)
def test_connections_that_a_firewall_forgot_are_replaced_within_seconds(postgres_url: str, proxy: TcpProxy) -> None:
    engine = open_engine(make_url(rewrite_postgres_url(postgres_url, proxy.port)))
    with engine.connect(), engine.connect(), engine.connect():
        pass
    assert proxy.lose_open_connections() == 3
    create_table(engine, "after_the_loss")
    engine.dispose()
