"""What is asked of the index: expressions of PostgreSQL's `tsquery` or of SQLite's FTS5.

Terms are letters and digits, so nothing in them has a meaning to either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from novex_shopify.adapters.persistence.search.search_entry_row import CODE, PERSONAL, WORD, mark_term
from novex_shopify.domain.model.search import MatchRank, RecordKind, SearchQuery

_SHORTEST_PREFIX = 2
"""One letter begins a large part of all terms; it is found only as a whole term."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a database writes a term, the beginning of one, and what joins them."""

    exact: Callable[[str], str]
    prefix: Callable[[str], str]
    any_of: str
    all_of: str


POSTGRESQL = Syntax("'{}'".format, "'{}':*".format, " | ", " & ")
SQLITE = Syntax('"{}"'.format, '"{}" *'.format, " OR ", " AND ")


def build_expression(syntax: Syntax, query: SearchQuery, kind: RecordKind, rank: MatchRank, *, personal: bool) -> str:
    """The expression that finds the records of a kind that match in this way; empty if none can."""
    if rank is MatchRank.EXACT_CODE:
        return _join(syntax.any_of, [syntax.exact(mark_term(kind, CODE, key)) for key in query.keys])
    if rank is MatchRank.CODE_PREFIX:
        return _join(syntax.any_of, [_begin(syntax, mark_term(kind, CODE, key), key) for key in query.keys])
    whats = (CODE, WORD, PERSONAL) if personal else (CODE, WORD)
    words = [
        _join(syntax.any_of, [_begin(syntax, mark_term(kind, what, word), word) for what in whats])
        for word in query.words
    ]
    keys = [_begin(syntax, mark_term(kind, PERSONAL, key), key) for key in query.keys] if personal else []
    return _join(syntax.any_of, [*filter(None, [_join(syntax.all_of, words)]), *keys])


def _begin(syntax: Syntax, marked: str, term: str) -> str:
    return (syntax.prefix if len(term) >= _SHORTEST_PREFIX else syntax.exact)(marked)


def _join(operator: str, parts: Sequence[str]) -> str:
    return f"({operator.join(parts)})" if len(parts) > 1 else "".join(parts)
