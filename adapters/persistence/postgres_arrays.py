"""Arrays as parameters for PostgreSQL, in its binary format.

The rows of a batch travel as one array for each column, so the statement reads the same however many rows there are: it
is compiled and prepared once, and sent without a parameter for each value.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from struct import Struct
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    LargeBinary,
    Numeric,
    Subquery,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine, UserDefinedType
from sqlmodel.sql.sqltypes import AutoString

from novex_shopify.adapters.persistence.column_types import Amount, UtcDateTime
from novex_shopify.adapters.persistence.row import Row, get_columns

Rows = Sequence[Mapping[str, Any]]


def unnest(table: type[Row], names: Sequence[str], alias: str) -> Subquery:
    """The rows that `to_arrays` sends, as a subquery whose columns have the types of `table`."""
    return select(*(_unnest_column(get_columns(table)[name]).label(name) for name in names)).subquery(alias)


def is_in_sent_array(table: type[Row], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the values that `to_arrays` sends for it."""
    return get_columns(table)[name] == func.any(_bind_array(get_columns(table)[name]))


def is_any_of(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values."""
    return column == func.any(_bind_values(column, values))


def is_any_bound(column: Column[Any], parameter: str) -> ColumnElement[bool]:
    """Whether a column has one of the values of the list that the statement is run with."""
    return column == func.any(bindparam(parameter, type_=_ArrayParameter(_ARRAY_FORMATS[type(column.type)])))


def differs_from_all(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column has none of these values."""
    return column != func.all(_bind_values(column, values))


def _bind_values(column: Column[Any], values: Iterable[Any]) -> BindParameter[Any]:
    return bindparam(None, list(values), type_=_ArrayParameter(_ARRAY_FORMATS[type(column.type)]))


def to_arrays(rows: Rows) -> dict[str, list[Any]]:
    """One list for each column."""
    return {build_parameter_name(name): [row[name] for row in rows] for name in rows[0]}


def build_parameter_name(name: str) -> str:
    # In an UPDATE, SQLAlchemy itself takes the name of the column.
    return f"new_{name}"


def _unnest_column(column: Column[Any]) -> ColumnElement[Any]:
    array_format = _ARRAY_FORMATS[type(column.type)]
    values = func.unnest(_bind_array(column))
    return cast(values, array_format.cast) if array_format.cast else values


def _bind_array(column: Column[Any]) -> BindParameter[Any]:
    return bindparam(build_parameter_name(column.name), type_=_ArrayParameter(_ARRAY_FORMATS[type(column.type)]))


@dataclass(frozen=True, slots=True)
class _ArrayFormat:
    """The array and the element type by their oid in pg_type, and how an element is encoded."""

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
_DATE = _ArrayFormat(1182, 1082, lambda value: _INT32.pack((value - _POSTGRES_EPOCH.date()).days))
_BOOLEAN = _ArrayFormat(1000, 16, lambda value: b"\1" if value else b"\0")

_ARRAY_FORMATS: Mapping[type[TypeEngine[Any]], _ArrayFormat] = {
    AutoString: _TEXT,
    Amount: _NUMERIC,
    LargeBinary: _BYTES,
    Integer: _INTEGER,
    BigInteger: _INTEGER,
    UtcDateTime: _TIMESTAMP,
    Boolean: _BOOLEAN,
    Date: _DATE,
    JSON: _JSON,
}


@dataclass(frozen=True, slots=True)
class EncodedArray:
    oid: int
    data: bytes


class _ArrayParameter(UserDefinedType[Any]):
    """A parameter that is a list in Python."""

    cache_ok = True

    def __init__(self, array_format: _ArrayFormat) -> None:
        self.array_format = array_format

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        array_format, size = self.array_format, _INT32.pack
        array, element, binary = array_format.array_oid, array_format.element_oid, array_format.encode

        def encode(values: Sequence[Any]) -> EncodedArray:
            header = _ARRAY_HEADER.pack(1, 1, element, len(values), 1)
            # Many columns hold one value in every row of a batch; it is encoded once. Not so amounts: 4.50 equals 4.5.
            if values and not isinstance(values[0], Decimal) and values.count(values[0]) == len(values):
                element_bytes = _NULL_ELEMENT if values[0] is None else size(len(data := binary(values[0]))) + data
                return EncodedArray(array, header + element_bytes * len(values))
            element_parts = [
                _NULL_ELEMENT if value is None else size(len(data := binary(value))) + data for value in values
            ]
            return EncodedArray(array, header + b"".join(element_parts))

        return encode
