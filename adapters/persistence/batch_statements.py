"""Many rows in one statement.

PostgreSQL gets each column as one array, so the statement reads the same however many rows there are: it is compiled
once, prepared once, and sent without a parameter for each value. SQLite gets the rows one after the other; it runs in
our own process, where that costs little.
"""

import json
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from struct import Struct
from typing import Any

import psycopg
from psycopg.adapt import Dumper, PyFormat
from psycopg.pq import Format
from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    Numeric,
    Subquery,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine, UserDefinedType
from sqlmodel import Session
from sqlmodel.sql.sqltypes import AutoString

from novex_shopify.adapters.persistence.row import Amount, Row, UtcDateTime

Rows = Sequence[Mapping[str, Any]]

ConflictAction = Callable[[Any], Any]
"""Adds to an INSERT what happens where the key exists, and what is returned. A named function, so that it is kept."""


BuildUpdate = Callable[[Any], Any]
"""Makes an UPDATE from the columns of what is given for each row."""


def fail_on_conflict(insert: Any) -> Any:
    """A key that exists is an error, and nothing is returned."""
    return insert


@cache
def overwrite_on_conflict(key: tuple[str, ...], names: tuple[str, ...]) -> ConflictAction:
    """Where the key exists, these columns are overwritten."""

    def apply(insert: Any) -> Any:
        return insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in names}
        )

    return apply


@cache
def ignore_on_conflict(key: tuple[str, ...], returning: tuple[str, ...] = ()) -> ConflictAction:
    """Where the key exists, nothing happens; only what is new is returned."""

    def apply(insert: Any) -> Any:
        statement = insert.on_conflict_do_nothing(index_elements=list(key))
        return statement.returning(*(insert.table.c[name] for name in returning)) if returning else statement

    return apply


def insert_many(
    session: Session, table: type[Row], rows: Rows, on_conflict: ConflictAction = fail_on_conflict
) -> Sequence[Any]:
    """Insert rows, none or many; returns what the statement returns."""
    if not rows:
        return []
    connection = session.connection()
    if is_postgresql(session):
        result = connection.execute(_build_array_insert(table, tuple(rows[0]), on_conflict), to_arrays(rows))
    else:
        result = connection.execute(on_conflict(sqlite.insert(table)), list(rows))
    return result.all() if result.returns_rows else []


@cache
def _build_array_insert(table: type[Row], names: tuple[str, ...], on_conflict: ConflictAction) -> Any:
    rows = select(unnest(table, names, "new"))
    return on_conflict(postgresql.insert(table).from_select(names, rows, include_defaults=False))


@contextmanager
def force_index_scans(session: Session) -> Generator[None]:
    """Have PostgreSQL find rows by an index, and read what is ordered by a key along that key's index.

    A table that was just filled has no statistics yet. Each page of it would be found by reading and sorting the whole
    table, which made an import of 150,000 variants three times as long.
    """
    if not is_postgresql(session):
        yield
        return
    connection = session.connection()
    connection.execute(_SET_SORTS_AND_SCANS["off"])
    yield  # after an error the transaction is over, and with it what was set for it
    connection.execute(_SET_SORTS_AND_SCANS["on"])


_SET_SORTS_AND_SCANS = {
    value: select(
        *(func.set_config(name, value, True) for name in ("enable_sort", "enable_seqscan", "enable_bitmapscan"))
    )
    for value in ("on", "off")
}


def update_many(session: Session, table: type[Row], rows: Rows, build: BuildUpdate) -> Sequence[Any]:
    """Update each row by what is given for it, in one statement; returns what the statement returns.

    `build` makes the UPDATE from the columns of what is given; a named function, so that it is kept. For SQLite the
    values travel as JSON: texts, integers and truths.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    if is_postgresql(session):
        return session.connection().execute(_build_array_update(table, names, build), to_arrays(rows)).all()
    values = json.dumps([list(row.values()) for row in rows])
    return session.connection().execute(_build_json_update(names, build), {"its_rows": values}).all()


@cache
def _build_array_update(table: type[Row], names: tuple[str, ...], build: BuildUpdate) -> Any:
    return build(unnest(table, names, "new").c)


@cache
def _build_json_update(names: tuple[str, ...], build: BuildUpdate) -> Any:
    json_rows = func.json_each(bindparam("its_rows")).table_valued("value")
    columns = (func.json_extract(json_rows.c.value, f"$[{index}]").label(name) for index, name in enumerate(names))
    return build(select(*columns).subquery("new").c)


def is_one_of(session: Session, table: type[Row], name: str, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of many values: again one parameter, not many."""
    column = get_columns(table)[name]
    if is_postgresql(session):
        array = bindparam(None, list(values), type_=_ArrayParameter(_ARRAY_FORMATS[type(column.type)]))
        return column == func.any(array)
    members = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(members.c.value))


def get_columns(table: type[Row]) -> Mapping[str, Column[Any]]:
    """The columns of a table, by name."""
    columns: Mapping[str, Column[Any]] = table.__table__.columns  # type: ignore[attr-defined]
    return columns


def is_postgresql(session: Session) -> bool:
    """Whether arrays can be sent."""
    return session.get_bind().dialect.name == "postgresql"


def unnest(table: type[Row], names: Sequence[str], alias: str) -> Subquery:
    """The rows that `to_arrays` sends, as something to select from; its columns have the types that `table` has."""
    return select(*(_unnest_column(get_columns(table)[name]).label(name) for name in names)).subquery(alias)


def is_in_sent_array(table: type[Row], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the values that `to_arrays` sends for it."""
    return get_columns(table)[name] == func.any(_bind_array(get_columns(table)[name]))


def to_arrays(rows: Rows) -> dict[str, list[Any]]:
    """One list per column."""
    return {build_parameter_name(name): [row[name] for row in rows] for name in rows[0]}


def build_parameter_name(name: str) -> str:
    """What the parameter for a column is called; its own name is SQLAlchemy's in an UPDATE."""
    return f"its_{name}"


def _unnest_column(column: Column[Any]) -> ColumnElement[Any]:
    array_format = _ARRAY_FORMATS[type(column.type)]
    values = func.unnest(_bind_array(column))
    return cast(values, array_format.cast) if array_format.cast else values


def _bind_array(column: Column[Any]) -> BindParameter[Any]:
    return bindparam(build_parameter_name(column.name), type_=_ArrayParameter(_ARRAY_FORMATS[type(column.type)]))


@dataclass(frozen=True, slots=True)
class _ArrayFormat:
    """How an array travels in PostgreSQL's binary format: the type numbers of pg_type, and one element's bytes."""

    array_oid: int
    element_oid: int
    encode: Callable[[Any], bytes]
    cast: TypeEngine[Any] | None = None


_ARRAY_HEADER = Struct("!iiIii")
_INT32 = Struct("!i")
_INT64 = Struct("!q")
_NULL_ELEMENT = _INT32.pack(-1)
_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_TEXT = _ArrayFormat(1009, 25, str.encode)
_NUMERIC = _ArrayFormat(1009, 25, lambda value: str(value).encode(), cast=Numeric())
_JSON = _ArrayFormat(1009, 25, lambda value: json.dumps(value).encode(), cast=JSON())
_BYTES = _ArrayFormat(1001, 17, bytes)
_INTEGER = _ArrayFormat(1016, 20, _INT64.pack)
_TIMESTAMP = _ArrayFormat(1185, 1184, lambda value: _INT64.pack((value - _POSTGRES_EPOCH) // _MICROSECOND))
_BOOLEAN = _ArrayFormat(1000, 16, lambda value: b"\1" if value else b"\0")

_ARRAY_FORMATS: Mapping[type[TypeEngine[Any]], _ArrayFormat] = {
    AutoString: _TEXT,
    Amount: _NUMERIC,
    LargeBinary: _BYTES,
    Integer: _INTEGER,
    BigInteger: _INTEGER,
    UtcDateTime: _TIMESTAMP,
    Boolean: _BOOLEAN,
    JSON: _JSON,
}


@dataclass(frozen=True, slots=True)
class _EncodedArray:
    """An array as it travels."""

    oid: int
    data: bytes


class _ArrayParameter(UserDefinedType[Any]):
    """The type of a parameter that is a list in Python."""

    cache_ok = True

    def __init__(self, array_format: _ArrayFormat) -> None:
        self.array_format = array_format

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """From a list to the array."""
        array_format, size = self.array_format, _INT32.pack
        array, element, binary = array_format.array_oid, array_format.element_oid, array_format.encode

        def encode(values: Sequence[Any]) -> _EncodedArray:
            header = _ARRAY_HEADER.pack(1, 1, element, len(values), 1)
            if values and values.count(values[0]) == len(values):
                element_bytes = _NULL_ELEMENT if values[0] is None else size(len(data := binary(values[0]))) + data
                return _EncodedArray(array, header + element_bytes * len(values))
            element_parts = [
                _NULL_ELEMENT if value is None else size(len(data := binary(value))) + data for value in values
            ]
            return _EncodedArray(array, header + b"".join(element_parts))

        return encode


class _EncodedArrayDumper(Dumper):
    """Hands an array to the driver as it is."""

    format = Format.BINARY

    def dump(self, obj: _EncodedArray) -> bytes:
        """The bytes."""
        return obj.data

    def get_key(self, obj: _EncodedArray, format: PyFormat) -> Any:
        """Arrays of different types have dumpers of their own, since a dumper tells the type."""
        return (self.cls, obj.oid)

    def upgrade(self, obj: _EncodedArray, format: PyFormat) -> "_EncodedArrayDumper":
        """The dumper of this type of array."""
        dumper = type(self)(self.cls)
        dumper.oid = obj.oid
        return dumper


psycopg.adapters.register_dumper(_EncodedArray, _EncodedArrayDumper)
