"""Many rows in one statement.

PostgreSQL gets each column as one array (`postgres_arrays.py`). SQLite runs in our own process, where it costs little
to get the rows one after the other.
"""

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from novex_shopify.adapters.persistence.postgres_arrays import (
    Rows,
    differs_from_all,
    is_any_bound,
    is_any_of,
    to_arrays,
    unnest,
)
from novex_shopify.adapters.persistence.row import Row, get_columns

ConflictAction = Callable[[Any], Any]
"""Adds ON CONFLICT and RETURNING to an INSERT. The statement is cached by this function, so it must be a named one."""

BuildUpdate = Callable[[Any], Any]
"""Builds an UPDATE from the columns of the given rows. The statement is cached by this function, as above."""


def fail_on_conflict(insert: Any) -> Any:
    return insert


@cache
def overwrite_on_conflict(key: tuple[str, ...], names: tuple[str, ...]) -> ConflictAction:

    def apply(insert: Any) -> Any:
        return insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in names}
        )

    return apply


@cache
def ignore_on_conflict(key: tuple[str, ...], returning: tuple[str, ...] = ()) -> ConflictAction:
    """Returns columns of the new rows only."""

    def apply(insert: Any) -> Any:
        statement = insert.on_conflict_do_nothing(index_elements=list(key))
        return statement.returning(*(insert.table.c[name] for name in returning)) if returning else statement

    return apply


def insert_many(
    session: Session, table: type[Row], rows: Rows, on_conflict: ConflictAction = fail_on_conflict
) -> Sequence[Any]:
    """Return the rows that the statement returns."""
    if not rows:
        return []
    connection = session.connection()
    if is_postgresql(session):
        result = connection.execute(_build_array_insert(table, tuple(rows[0]), on_conflict), to_arrays(rows))
    else:
        result = connection.execute(_build_row_insert(table, on_conflict), list(rows))
    return result.all() if result.returns_rows else []


def build_insert(session: Session, table: type[Row]) -> Any:
    """An INSERT that knows ON CONFLICT; each database has a class of its own for it."""
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)


@cache
def _build_row_insert(table: type[Row], on_conflict: ConflictAction) -> Any:
    return on_conflict(sqlite.insert(table))


@cache
def _build_array_insert(table: type[Row], names: tuple[str, ...], on_conflict: ConflictAction) -> Any:
    rows = select(unnest(table, names, "new"))
    return on_conflict(postgresql.insert(table).from_select(names, rows, include_defaults=False))


@contextmanager
def force_index_scans(session: Session) -> Generator[None]:
    """Have PostgreSQL find rows by an index, and read ordered rows along the index of the key.

    A table that was just filled has no statistics yet, so PostgreSQL reads and sorts the whole table for each page.
    Measured: an import of 150,000 variants took three times as long.
    """
    if not is_postgresql(session):
        yield
        return
    connection = session.connection()
    connection.execute(_SET_SORTS_AND_SCANS["off"])
    yield  # an error ends the transaction, and the settings with it
    connection.execute(_SET_SORTS_AND_SCANS["on"])


_SET_SORTS_AND_SCANS = {
    value: select(
        *(func.set_config(name, value, True) for name in ("enable_sort", "enable_seqscan", "enable_bitmapscan"))
    )
    for value in ("on", "off")
}


def update_many(session: Session, table: type[Row], rows: Rows, build: BuildUpdate) -> Sequence[Any]:
    """Update each row with its own values, in one statement. Return the rows that the statement returns.

    SQLite gets the values as JSON, so they must be texts, integers or booleans.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    if is_postgresql(session):
        return session.connection().execute(_build_array_update(table, names, build), to_arrays(rows)).all()
    values = json.dumps([list(row.values()) for row in rows])
    return session.connection().execute(_build_json_update(names, build), {"new_rows": values}).all()


@cache
def _build_array_update(table: type[Row], names: tuple[str, ...], build: BuildUpdate) -> Any:
    return build(unnest(table, names, "new").c)


@cache
def _build_json_update(names: tuple[str, ...], build: BuildUpdate) -> Any:
    json_rows = func.json_each(bindparam("new_rows")).table_valued("value")
    columns = (func.json_extract(json_rows.c.value, f"$[{index}]").label(name) for index, name in enumerate(names))
    return build(select(*columns).subquery("new").c)


def fetch_rows(
    session: Session,
    table: type[Row],
    name: str,
    values: Iterable[Any],
    *,
    order_by: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
) -> Sequence[Any]:
    """The rows whose column has one of these values: all columns, or those of the given `names`.

    The statement is built once for each database. Measured for three order lines on SQLite: 0.05 ms, and 0.5 ms for
    one that is built each time and read into objects of `table`. The rows have the same attributes as these, so
    `table.to_domain(row)` takes them.
    """
    statement = _build_select(table, name, order_by, names, on_postgresql=is_postgresql(session))
    return session.connection().execute(statement, {_MEMBERS: build_members(session, values)}).all()


_MEMBERS = "members"


@cache
def _build_select(
    table: type[Row], name: str, order_by: tuple[str, ...], names: tuple[str, ...], *, on_postgresql: bool
) -> Any:
    columns = get_columns(table)
    wanted = is_member(table, name, on_postgresql=on_postgresql)
    selected = [columns[each] for each in names] if names else list(columns.values())
    return select(*selected).where(wanted).order_by(*(columns[each] for each in order_by))


def is_member(table: type[Row], name: str, parameter: str = _MEMBERS, *, on_postgresql: bool) -> ColumnElement[bool]:
    """Whether a column has one of the values that the statement is run with, as `build_members` sends them."""
    column = get_columns(table)[name]
    if on_postgresql:
        return is_any_bound(column, parameter)
    return column.in_(select(func.json_each(bindparam(parameter)).table_valued("value").c.value))


def build_members(session: Session, values: Iterable[Any]) -> Any:
    return list(values) if is_postgresql(session) else json.dumps(list(values))


def is_one_of(session: Session, table: type[Row], name: str, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values, which travel as one parameter. `is_none_of` is the opposite."""
    column = get_columns(table)[name]
    return is_any_of(column, values) if is_postgresql(session) else column.in_(_select_members(values))


def is_none_of(session: Session, table: type[Row], name: str, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has another value than all of these.

    Not `~is_one_of`: SQLAlchemy 2.0 negates `= ANY (…)` to `!= ANY (…)`, which is true for any two values.
    """
    column = get_columns(table)[name]
    return differs_from_all(column, values) if is_postgresql(session) else column.not_in(_select_members(values))


def _select_members(values: Iterable[Any]) -> Select[Any]:
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
