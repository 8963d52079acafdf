"""`search_entries`: one row for each record that can be found.

The terms are texts, because so every database can hold them. What finds them differs: PostgreSQL has a GIN index of the
row's terms, SQLite the table `search_terms`, an FTS5 index that triggers keep equal to this one (0001_first_schema.py).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.search import INDEXED_KINDS, RecordKind, SearchEntry

# The expression of the index, which is in the migration alone: the models know no expressions of one database.
TERMS_AS_VECTOR = "array_to_tsvector(string_to_array(btrim((terms || ' ' || personal_terms)), ' '))"


class SearchEntryRow(Row, table=True):
    """`shop_domain` is empty for a record that belongs to no store. Each term is marked by `mark_term`."""

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("kind", "shop_domain", "record_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    kind: str
    shop_domain: str = ""
    record_id: str
    terms: str = ""
    personal_terms: str = ""
    from_payload: bool = False


CODE, WORD, PERSONAL = "cwp"
_KIND_MARKS: dict[RecordKind, str] = {kind: "abcdefghij"[position] for position, kind in enumerate(INDEXED_KINDS)}


def mark_term(kind: RecordKind, what: str, term: str) -> str:
    """Put the kind and what the term is in front, so that a search reads the terms of one kind only."""
    return f"{_KIND_MARKS[kind]}{what}{term}"


def build_entry_row(entry: SearchEntry) -> dict[str, Any]:
    kind = entry.key.kind
    terms = [*_mark_all(kind, CODE, entry.codes), *_mark_all(kind, WORD, entry.words)]
    return {
        "kind": kind.value,
        "shop_domain": entry.key.shop or "",
        "record_id": entry.key.id,
        "terms": " ".join(terms),
        "personal_terms": " ".join(_mark_all(kind, PERSONAL, entry.personal)),
        "from_payload": entry.from_payload,
    }


def _mark_all(kind: RecordKind, what: str, terms: Iterable[str]) -> Iterator[str]:
    return (mark_term(kind, what, term) for term in sorted(terms))
