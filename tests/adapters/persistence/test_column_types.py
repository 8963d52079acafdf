"""A value has the same form in SQLite and in PostgreSQL."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from novex_shopify.adapters.persistence.column_types import Amount, BigId, UtcDateTime
from tests.builders import NOON

TABLE = Table(
    "column_types",
    MetaData(),
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime),
    Column("amount", Amount),
    prefixes=["TEMPORARY"],
)


@pytest.fixture
def connection(engine: Engine) -> Generator[Connection]:
    """A connection with a table of each type."""
    with engine.connect() as connection:
        TABLE.create(connection)
        yield connection
        TABLE.drop(connection)


def store_and_read(connection: Connection, name: str, value: Any) -> Any:
    connection.execute(insert(TABLE).values({name: value}))
    return connection.execute(select(TABLE.c[name])).scalar_one()


@pytest.mark.parametrize(
    "moment", [NOON, NOON.replace(microsecond=123_456), NOON.astimezone(timezone(timedelta(hours=13)))]
)
def test_a_moment_is_read_in_utc_whatever_zone_it_was_stored_in(connection: Connection, moment: datetime) -> None:
    read = store_and_read(connection, "at", moment)
    assert (read, read.tzinfo) == (moment, UTC)


@pytest.mark.parametrize("earlier", [NOON - timedelta(microseconds=1), NOON.astimezone(timezone(-timedelta(hours=9)))])
def test_moments_of_different_zones_are_compared_by_the_database(connection: Connection, earlier: datetime) -> None:
    connection.execute(insert(TABLE).values(at=earlier))
    assert connection.execute(select(TABLE.c.id).where(TABLE.c.at <= NOON)).all() == [(1,)]
    assert connection.execute(select(TABLE.c.id).where(TABLE.c.at > NOON)).all() == []


def test_a_moment_without_a_time_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        store_and_read(connection, "at", NOON.replace(tzinfo=None))


@pytest.mark.parametrize("amount", ["0.10", "4.50", "-3", "0.000000000000000001", "12345678901234567890.12"])
def test_an_amount_is_exact_and_keeps_its_decimals(connection: Connection, amount: str) -> None:
    assert str(store_and_read(connection, "amount", Decimal(amount))) == str(Decimal(amount))


@pytest.mark.parametrize("name", ["at", "amount"])
def test_nothing_stays_nothing(connection: Connection, name: str) -> None:
    assert store_and_read(connection, name, None) is None


def test_keys_are_generated_and_may_exceed_32_bits(connection: Connection) -> None:
    assert connection.execute(insert(TABLE).values(at=NOON)).inserted_primary_key == (1,)
    assert connection.execute(insert(TABLE).values(id=2**40)).inserted_primary_key == (2**40,)
