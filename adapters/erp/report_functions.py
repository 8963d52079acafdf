"""SQL functions of the reports that PostgreSQL has under another name, and SQLite does not have.

SQLite runs in our own process and calls them in Python: amounts are text there, which only Python adds up exactly.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, BigInteger, Date, String, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from novex_shopify.adapters.persistence.column_types import Amount
from novex_shopify.domain.policies.report_rows import find_nearest_rank


class sum_amounts(FunctionElement[Decimal]):  # noqa: N801 - SQL functions are in lower case
    """The exact sum of amounts; null if there are none."""

    type = Amount()
    inherit_cache = True


class local_day(FunctionElement[date]):  # noqa: N801
    """`local_day(moment, zone)`: the day of a moment in a time zone."""

    type = Date()
    inherit_cache = True


class seconds_between(FunctionElement[int]):  # noqa: N801
    """`seconds_between(start, end)`: whole seconds, null if one of the moments is not known."""

    type = BigInteger()
    inherit_cache = True


class nearest_rank(FunctionElement[int]):  # noqa: N801
    """`nearest_rank(fraction, number)`: the smallest number that is not below this fraction of all of them."""

    type = BigInteger()
    inherit_cache = True


class json_document(FunctionElement[Any]):  # noqa: N801
    """`json_document(text)`: the JSON in a text column, whose parts can be read."""

    type = JSON()
    inherit_cache = True


class json_length(FunctionElement[int]):  # noqa: N801
    """`json_length(array)`: how many elements it has."""

    type = BigInteger()
    inherit_cache = True


class without_index(FunctionElement[str]):  # noqa: N801
    """`without_index(column)`: the text itself. SQLite, which has no statistics, then reads by another condition."""

    type = String()
    inherit_cache = True


_Templates = Mapping[type[FunctionElement[Any]], str]

_POSTGRESQL: _Templates = {
    sum_amounts: "sum({0})",
    local_day: "CAST({0} AT TIME ZONE {1} AS DATE)",
    seconds_between: (
        # In binary fractions, which have more digits than a moment has: half the work of exact ones.
        "CAST(floor(date_part('epoch', {1})) - floor(date_part('epoch', {0})) AS BIGINT)"
    ),
    nearest_rank: "percentile_disc({0}) WITHIN GROUP (ORDER BY {1})",
    json_document: "CAST({0} AS JSONB)",
    json_length: "jsonb_array_length(CAST({0} AS JSONB))",
    without_index: "{0}",
}
_SQLITE: _Templates = {
    sum_amounts: (
        # Hundredths are whole numbers, which SQLite adds up exactly itself; a call for each takes three times as long.
        "novex_add_hundredths("
        "sum(CASE WHEN substr({0}, -3, 1) = '.' THEN CAST(replace({0}, '.', '') AS INTEGER) END), "
        "novex_sum_amounts({0}) FILTER (WHERE substr({0}, -3, 1) <> '.'))"
    ),
    local_day: "novex_local_day({0}, {1})",
    # Without the fraction, which SQLite would round.
    seconds_between: (
        "(CAST(strftime('%s', substr({1}, 1, 19)) AS INTEGER) - CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER))"
    ),
    nearest_rank: "novex_nearest_rank({0}, {1})",
    json_document: "{0}",
    json_length: "json_array_length({0})",
    without_index: "+{0}",
}


def _register(element: type[FunctionElement[Any]], dialect: str, template: str) -> None:
    def render(function: Any, compiler: Any, **options: Any) -> str:
        return template.format(*(compiler.process(each, **options) for each in function.clauses))

    compiles(element, dialect)(render)


for _dialect, _templates in (("postgresql", _POSTGRESQL), ("sqlite", _SQLITE)):
    for _element, _template in _templates.items():
        _register(_element, _dialect, _template)


def prepare_connection(session: Session) -> None:
    """Make the functions known to this connection, which may be one that ERP code has opened.

    PostgreSQL compiles statements that read many rows, which takes longer than a report saves by it. Until the end of
    the transaction it does not.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.set_config("jit", "off", True)))
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.create_aggregate("novex_sum_amounts", 1, _SumAmounts)
        driver.create_function("novex_add_hundredths", 2, _add_hundredths, deterministic=True)
        driver.create_aggregate("novex_nearest_rank", 2, _NearestRank)
        driver.create_function("novex_local_day", 2, _find_local_day, deterministic=True)


class _SumAmounts:
    def __init__(self) -> None:
        self.total = Decimal(0)

    def step(self, amount: str) -> None:
        self.total += Decimal(amount)

    def finalize(self) -> str:
        return str(self.total)


def _add_hundredths(hundredths: int | None, others: str | None) -> str | None:
    if hundredths is None:
        return others
    return str(Decimal(hundredths).scaleb(-2) + Decimal(others or 0))


class _NearestRank:
    def __init__(self) -> None:
        self.fraction, self.numbers = Decimal(0), list[int]()

    def step(self, fraction: float, number: int | None) -> None:
        if number is not None:
            self.fraction = Decimal(str(fraction))
            self.numbers.append(number)

    def finalize(self) -> int | None:
        return find_nearest_rank(self.fraction, self.numbers)


def _find_local_day(moment: str | None, zone: str) -> str | None:
    if moment is None:
        return None
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(_get_zone(zone)).date().isoformat()


_get_zone = lru_cache(ZoneInfo)
