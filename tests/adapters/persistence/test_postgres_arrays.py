"""Values reach PostgreSQL unchanged in arrays of its binary format."""

from collections.abc import Generator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select

from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.persistence.job_runs import JobRunRow
from novex_shopify.adapters.persistence.postgres_arrays import is_any_of, is_in_sent_array, to_arrays, unnest
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.adapters.persistence.shops.shops import ShopRow
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from tests.builders import HOUR, NOON, ORDER_ID
from tests.databases import truncate_tables

# PostgreSQL stores neither surrogates nor U+0000.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture
def connection(migrated_postgres: Engine) -> Generator[Connection]:
    """A connection to a database whose tables are empty; nothing is committed."""
    truncate_tables(migrated_postgres)
    with migrated_postgres.connect() as connection:
        yield connection


def send(connection: Connection, table: type[Row], name: str, values: Sequence[Any]) -> list[Any]:
    """Send the values of a column, and read them as PostgreSQL has understood them."""
    rows = [{name: value} for value in values]
    return list(connection.execute(select(unnest(table, [name], "new")), to_arrays(rows)).scalars())


@pytest.mark.parametrize(
    ("table", "name", "values"),
    [
        (WebhookEventRow, "topic", ["orders/create", "", 'Grün, "7" {NULL} \\\\', None, "NULL"]),
        (WebhookEventRow, "body", [b"", b"\0\xff{}", None]),
        (WebhookEventRow, "attempts", [0, -1, 2**31 - 1, None]),
        (OrderRow, "shopify_order_id", [ORDER_ID, -(2**63), 2**63 - 1, None]),
        (OrderRow, "test", [True, False, None]),
        (OrderRow, "total", [Decimal("0.10"), Decimal("-12345678901234567890.120"), None]),
        (ShopRow, "metadata", [{"carriers": {"DHL": ["ä", 1, None]}}, {}]),
        (JobRunRow, "started_at", [NOON, datetime(1969, 7, 20, 20, 17, 40, 123_456, tzinfo=UTC), None]),
    ],
    ids=["texts", "bytes", "integers", "big integers", "booleans", "amounts", "JSON", "moments"],
)
def test_values_of_each_type_arrive_unchanged(
    connection: Connection, table: type[Row], name: str, values: list[Any]
) -> None:
    assert send(connection, table, name, values) == values


def test_amounts_keep_their_decimals(connection: Connection) -> None:
    amounts = [Decimal("4.50"), Decimal("7"), Decimal("0.1000")]
    assert [str(each) for each in send(connection, OrderRow, "total", amounts)] == ["4.50", "7", "0.1000"]


def test_equal_amounts_keep_their_own_decimals(connection: Connection) -> None:
    amounts = [Decimal("4.50"), Decimal("4.5"), Decimal("4.500")]
    assert [str(amount) for amount in send(connection, OrderRow, "total", amounts)] == ["4.50", "4.5", "4.500"]


def test_a_moment_of_another_time_zone_is_the_same_moment(connection: Connection) -> None:
    in_vienna = NOON.astimezone(timezone(timedelta(hours=1)))
    assert send(connection, JobRunRow, "started_at", [in_vienna]) == [NOON]


@pytest.mark.parametrize("value", ["orders/create", None], ids=["a value", "none"])
def test_a_value_that_all_rows_share_arrives_in_each_row(connection: Connection, value: str | None) -> None:
    assert send(connection, WebhookEventRow, "topic", [value] * 1_000) == [value] * 1_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1)
)
def test_any_text_arrives_unchanged(connection: Connection, values: list[str | None]) -> None:
    assert send(connection, WebhookEventRow, "topic", values) == values


def test_the_columns_of_a_row_stay_together(connection: Connection) -> None:
    rows = [{"job": str(number), "started_at": NOON + number * HOUR} for number in range(3)]
    sent = connection.execute(select(unnest(JobRunRow, ["job", "started_at"], "new")), to_arrays(rows))
    assert [dict(row._mapping) for row in sent] == rows


def test_rows_are_found_by_the_values_of_an_array(connection: Connection) -> None:
    job = get_columns(JobRunRow)["job"]
    rows = [{"job": each, "worker": "ann:1", "started_at": NOON} for each in ("a", "b", "c")]
    connection.execute(insert(JobRunRow), rows)
    found = select(job).order_by(job)
    assert connection.execute(found.where(is_any_of(job, ["a", "c"]))).scalars().all() == ["a", "c"]
    assert connection.execute(found.where(is_any_of(job, []))).scalars().all() == []
    sent = to_arrays([{"job": "b"}, {"job": "x"}])
    assert connection.execute(found.where(is_in_sent_array(JobRunRow, "job")), sent).scalars().all() == ["b"]
