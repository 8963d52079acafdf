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

Conflict = Callable[[Any], Any]
"""Adds to an INSERT what happens where the key exists, and what is returned. A named function, so that it is kept."""


Update = Callable[[Any], Any]
"""Makes an UPDATE from the columns of what is given for each row."""


def as_it_is(insert: Any) -> Any:
    """A key that exists is an error, and nothing is returned."""
    return insert


@cache
def replacing(key: tuple[str, ...], names: tuple[str, ...]) -> Conflict:
    """Where the key exists, these columns are overwritten."""

    def conflict(insert: Any) -> Any:
        return insert.on_conflict_do_update(
            index_elements=list(key), set_={name: insert.excluded[name] for name in names}
        )

    return conflict


@cache
def ignoring(key: tuple[str, ...], returning: tuple[str, ...] = ()) -> Conflict:
    """Where the key exists, nothing happens; only what is new is returned."""

    def conflict(insert: Any) -> Any:
        ignored = insert.on_conflict_do_nothing(index_elements=list(key))
        return ignored.returning(*(insert.table.c[name] for name in returning)) if returning else ignored

    return conflict


def insert_many(session: Session, table: type[Row], rows: Rows, conflict: Conflict = as_it_is) -> Sequence[Any]:
    """Insert rows, none or many; returns what the statement returns."""
    if not rows:
        return []
    connection = session.connection()
    if is_postgresql(session):
        result = connection.execute(_insertion_of_arrays(table, tuple(rows[0]), conflict), as_arrays(rows))
    else:
        result = connection.execute(conflict(sqlite.insert(table)), list(rows))
    return result.all() if result.returns_rows else []


@cache
def _insertion_of_arrays(table: type[Row], names: tuple[str, ...], conflict: Conflict) -> Any:
    rows = select(unnest(table, names, "new"))
    return conflict(postgresql.insert(table).from_select(names, rows, include_defaults=False))


@contextmanager
def by_index(session: Session) -> Generator[None]:
    """Have PostgreSQL find rows by an index, and read what is ordered by a key along that key's index.

    A table that was just filled has no statistics yet. Each page of it would be found by reading and sorting the whole
    table, which made an import of 150,000 variants three times as long.
    """
    if not is_postgresql(session):
        yield
        return
    connection = session.connection()
    connection.execute(_PLANNING["off"])
    yield  # after an error the transaction is over, and with it what was set for it
    connection.execute(_PLANNING["on"])


_PLANNING = {
    value: select(
        *(func.set_config(name, value, True) for name in ("enable_sort", "enable_seqscan", "enable_bitmapscan"))
    )
    for value in ("on", "off")
}


def update_many(session: Session, table: type[Row], rows: Rows, build: Update) -> Sequence[Any]:
    """Update each row by what is given for it, in one statement; returns what the statement returns.

    `build` makes the UPDATE from the columns of what is given; a named function, so that it is kept. For SQLite the
    values travel as JSON: texts, integers and truths.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    if is_postgresql(session):
        return session.connection().execute(_update_by_arrays(table, names, build), as_arrays(rows)).all()
    values = json.dumps([list(row.values()) for row in rows])
    return session.connection().execute(_update_by_json(names, build), {"its_rows": values}).all()


@cache
def _update_by_arrays(table: type[Row], names: tuple[str, ...], build: Update) -> Any:
    return build(unnest(table, names, "new").c)


@cache
def _update_by_json(names: tuple[str, ...], build: Update) -> Any:
    given = func.json_each(bindparam("its_rows")).table_valued("value")
    columns = (func.json_extract(given.c.value, f"$[{place}]").label(name) for place, name in enumerate(names))
    return build(select(*columns).subquery("new").c)


def one_of(session: Session, table: type[Row], name: str, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of many values: again one parameter, not many."""
    column = columns_of(table)[name]
    if is_postgresql(session):
        array = bindparam(None, list(values), type_=_ArrayOf(_WIRES[type(column.type)]))
        return column == func.any(array)
    members = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(members.c.value))


def columns_of(table: type[Row]) -> Mapping[str, Column[Any]]:
    """The columns of a table, by name."""
    columns: Mapping[str, Column[Any]] = table.__table__.columns  # type: ignore[attr-defined]
    return columns


def is_postgresql(session: Session) -> bool:
    """Whether arrays can be sent."""
    return session.get_bind().dialect.name == "postgresql"


def unnest(table: type[Row], names: Sequence[str], alias: str) -> Subquery:
    """The rows that `as_arrays` sends, as something to select from; its columns have the types that `table` has."""
    return select(*(_unnested(columns_of(table)[name]).label(name) for name in names)).subquery(alias)


def among_those_sent(table: type[Row], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the values that `as_arrays` sends for it."""
    return columns_of(table)[name] == func.any(_array(columns_of(table)[name]))


def as_arrays(rows: Rows) -> dict[str, list[Any]]:
    """One list per column."""
    return {parameter(name): [row[name] for row in rows] for name in rows[0]}


def parameter(name: str) -> str:
    """What the parameter for a column is called; its own name is SQLAlchemy's in an UPDATE."""
    return f"its_{name}"


def _unnested(column: Column[Any]) -> ColumnElement[Any]:
    wire = _WIRES[type(column.type)]
    values = func.unnest(_array(column))
    return cast(values, wire.cast) if wire.cast else values


def _array(column: Column[Any]) -> BindParameter[Any]:
    return bindparam(parameter(column.name), type_=_ArrayOf(_WIRES[type(column.type)]))


@dataclass(frozen=True, slots=True)
class _Wire:
    """How an array travels in PostgreSQL's binary format: the type numbers of pg_type, and one element's bytes."""

    array: int
    element: int
    encode: Callable[[Any], bytes]
    cast: TypeEngine[Any] | None = None


_HEADER = Struct("!iiIii")
_SIZE = Struct("!i")
_LONG = Struct("!q")
_NULL = _SIZE.pack(-1)
_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_TEXT = _Wire(1009, 25, str.encode)
_NUMBER = _Wire(1009, 25, lambda value: str(value).encode(), cast=Numeric())
_JSON = _Wire(1009, 25, lambda value: json.dumps(value).encode(), cast=JSON())
_BYTES = _Wire(1001, 17, bytes)
_INTEGER = _Wire(1016, 20, _LONG.pack)
_MOMENT = _Wire(1185, 1184, lambda value: _LONG.pack((value - _POSTGRES_EPOCH) // _MICROSECOND))
_TRUTH = _Wire(1000, 16, lambda value: b"\1" if value else b"\0")

_WIRES: Mapping[type[TypeEngine[Any]], _Wire] = {
    AutoString: _TEXT,
    Amount: _NUMBER,
    LargeBinary: _BYTES,
    Integer: _INTEGER,
    BigInteger: _INTEGER,
    UtcDateTime: _MOMENT,
    Boolean: _TRUTH,
    JSON: _JSON,
}


@dataclass(frozen=True, slots=True)
class _Encoded:
    """An array as it travels."""

    oid: int
    data: bytes


class _ArrayOf(UserDefinedType[Any]):
    """The type of a parameter that is a list in Python."""

    cache_ok = True

    def __init__(self, wire: _Wire) -> None:
        self.wire = wire

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """From a list to the array."""
        wire, size = self.wire, _SIZE.pack
        array, element, binary = wire.array, wire.element, wire.encode

        def encode(values: Sequence[Any]) -> _Encoded:
            header = _HEADER.pack(1, 1, element, len(values), 1)
            if values and values.count(values[0]) == len(values):
                piece = _NULL if values[0] is None else size(len(data := binary(values[0]))) + data
                return _Encoded(array, header + piece * len(values))
            pieces = [_NULL if value is None else size(len(data := binary(value))) + data for value in values]
            return _Encoded(array, header + b"".join(pieces))

        return encode


class _EncodedDumper(Dumper):
    """Hands an array to the driver as it is."""

    format = Format.BINARY

    def dump(self, obj: _Encoded) -> bytes:
        """The bytes."""
        return obj.data

    def get_key(self, obj: _Encoded, format: PyFormat) -> Any:
        """Arrays of different types have dumpers of their own, since a dumper tells the type."""
        return (self.cls, obj.oid)

    def upgrade(self, obj: _Encoded, format: PyFormat) -> "_EncodedDumper":
        """The dumper of this type of array."""
        dumper = type(self)(self.cls)
        dumper.oid = obj.oid
        return dumper


psycopg.adapters.register_dumper(_Encoded, _EncodedDumper)
