"""The search syntax of `query` arguments: comparisons joined by AND."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from graphql import GraphQLError

Record = TypeVar("Record")
FieldGetters = Mapping[str, Callable[[Any], Any]]

TERM = re.compile(r"""(\w+):(>=|<=|>|<)?("[^"]*"|'[^']*'|[^\s()]+)\s*""")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def filter_by_query(records: Iterable[Record], query: str | None, fields: FieldGetters) -> list[Record]:
    """Keep the records that match every term. Raises a GraphQL error for unsupported syntax."""
    predicates = [_build_predicate(term, fields) for term in _parse_terms(query or "")]
    return [item for item in records if all(test(item) for test in predicates)]


def _parse_terms(query: str) -> list[tuple[str, str, str]]:
    terms, position = [], 0
    text = re.sub(r"\s+AND\s+", " ", query.strip())
    while position < len(text):
        found = TERM.match(text, position)
        if not found:
            raise GraphQLError(f"The sandbox does not support this part of the query: {text[position:]}")
        terms.append((found[1], found[2] or "", found[3].strip("\"'")))
        position = found.end()
    return terms


def _build_predicate(term: tuple[str, str, str], fields: FieldGetters) -> Callable[[Any], bool]:
    name, sign, text = term
    if name not in fields:
        raise GraphQLError(f"The sandbox cannot search by '{name}', only by {', '.join(sorted(fields))}")
    return lambda item: _matches(fields[name](item), sign, text)


def _matches(value: Any, sign: str, text: str) -> bool:
    if isinstance(value, datetime):
        return COMPARISONS[sign](value, _parse_time(text))
    if isinstance(value, int):
        return text.isdigit() and COMPARISONS[sign](value, int(text))
    return value is not None and COMPARISONS[sign](str(value).casefold(), text.casefold())


def _parse_time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise GraphQLError(f"'{text}' is not a time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
