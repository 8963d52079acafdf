"""`search_entries` and, in SQLite, `search_terms`: the index of what people search for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of, is_postgresql
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.search.match_expressions import POSTGRESQL, SQLITE, build_expression
from novex_shopify.adapters.persistence.search.search_entry_row import (
    TERMS_AS_VECTOR,
    SearchEntryRow,
    build_entry_row,
)
from novex_shopify.domain.model.search import (
    MatchRank,
    RecordKey,
    RecordKind,
    SearchEntry,
    SearchMatch,
    SearchQuery,
    SearchScope,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.search import MAX_CANDIDATES

_COLUMNS = get_columns(SearchEntryRow)
_KEY = ("kind", "shop_domain", "record_id")
_KEY_COLUMNS = tuple(_COLUMNS[name] for name in _KEY)
_CONTENT = ("terms", "personal_terms", "from_payload")


@dataclass(frozen=True, slots=True)
class SqlSearch:
    """The port `Search`."""

    session: Session

    def put(self, entries: Sequence[SearchEntry]) -> None:
        rows = {entry.key: build_entry_row(entry) for entry in entries}
        # In one order, so that no two transactions wait for each other.
        ordered = sorted(rows.values(), key=lambda row: tuple(row[name] for name in _KEY))
        insert_many(self.session, SearchEntryRow, ordered, _overwrite_if_changed)

    def find(self, query: SearchQuery, scope: SearchScope, limit: int) -> Sequence[SearchMatch]:
        syntax = POSTGRESQL if is_postgresql(self.session) else SQLITE
        asked = [
            (rank, kind, expression)
            for rank in MatchRank
            for kind in scope.kinds
            if (expression := build_expression(syntax, query, kind, rank, personal=scope.personal))
        ]
        if not asked:
            return []
        statement = _build_search(len(asked), has_shop=scope.shop is not None, on_postgresql=syntax is POSTGRESQL)
        parameters: dict[str, Any] = {"limit": limit}
        parameters |= {"candidates": MAX_CANDIDATES} if syntax is POSTGRESQL else {}
        parameters |= {"shop": scope.shop} if scope.shop is not None else {}
        for number, (rank, _, expression) in enumerate(asked):
            parameters |= {f"rank_{number}": int(rank), f"terms_{number}": expression}
        best: dict[RecordKey, MatchRank] = {}
        for rank, kind, shop, record_id in self._execute(statement, parameters):
            best.setdefault(_to_key(kind, shop, record_id), MatchRank(rank))
        return [SearchMatch(key, rank) for key, rank in best.items()]

    def _execute(self, statement: Any, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The rows in the order of the ranks, which is the order of the parts of the statement."""
        connection = self.session.connection()
        if not is_postgresql(self.session):
            return connection.execute(statement, parameters).all()
        # Its statistics cannot say how rare a beginning is, and reading the whole table takes a second.
        connection.execute(_SET_TABLE_SCANS["off"])
        rows = connection.execute(statement, parameters).all()
        connection.execute(_SET_TABLE_SCANS["on"])
        return sorted(rows, key=lambda row: row[0])

    def erase(self, kind: RecordKind, shop: ShopDomain, ids: Collection[str] | None) -> None:
        theirs = self._build_condition(kind, shop, ids)
        self.session.connection().execute(update(SearchEntryRow).where(theirs).values(personal_terms=""))
        self._forget_removed_terms()

    def remove(self, kind: RecordKind, shop: ShopDomain | None, ids: Collection[str] | None) -> None:
        self.session.connection().execute(delete(SearchEntryRow).where(self._build_condition(kind, shop, ids)))
        self._forget_removed_terms()

    def _build_condition(
        self, kind: RecordKind, shop: ShopDomain | None, ids: Collection[str] | None
    ) -> ColumnElement[bool]:
        which = [_COLUMNS["kind"] == kind.value, _COLUMNS["shop_domain"] == (shop or "")]
        if ids is not None:
            which.append(is_one_of(self.session, SearchEntryRow, "record_id", ids))
        return and_(*which)

    def _forget_removed_terms(self) -> None:
        # FTS5 only marks terms as removed, until it merges the parts of its index.
        if not is_postgresql(self.session):
            self.session.connection().execute(_MERGE_PARTS)

    def list_from_payload(self, limit: int, after: RecordKey | None = None) -> Sequence[RecordKey]:
        statement = select(*_KEY_COLUMNS).where(_COLUMNS["from_payload"]).order_by(*_KEY_COLUMNS).limit(limit)
        if after:
            statement = statement.where(tuple_(*_KEY_COLUMNS) > tuple_(after.kind.value, after.shop or "", after.id))
        rows = self.session.connection().execute(statement).all()
        return [_to_key(*row) for row in rows]

    def count(self) -> Mapping[RecordKind, int]:
        statement = select(_COLUMNS["kind"], func.count()).where(not_(_COLUMNS["from_payload"]))
        rows = self.session.connection().execute(statement.group_by(_COLUMNS["kind"])).all()
        return {RecordKind(kind): number for kind, number in rows}


def _to_key(kind: str, shop: str, record_id: str) -> RecordKey:
    return RecordKey(RecordKind(kind), record_id, ShopDomain(shop) if shop else None)


def _overwrite_if_changed(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    differs = or_(*(new[name] != known[name] for name in _CONTENT))
    return insert.on_conflict_do_update(
        index_elements=list(_KEY),
        set_={name: new[name] for name in _CONTENT},
        where=and_(differs, or_(not_(new.from_payload), known.from_payload)),
    )


@cache
def _build_search(parts: int, *, has_shop: bool, on_postgresql: bool) -> Any:
    """One statement for all kinds and ranks: part 1 has the parameters `rank_1` and `terms_1`."""
    build = _build_postgresql_part if on_postgresql else _build_sqlite_part
    of_shop = [_COLUMNS["shop_domain"].in_((bindparam("shop"), ""))] if has_shop else []
    return union_all(*(select(build(number, of_shop).subquery()) for number in range(parts)))


def _build_postgresql_part(number: int, of_shop: Sequence[ColumnElement[bool]]) -> Select[Any]:
    terms = cast(bindparam(f"terms_{number}", type_=String), TSQUERY)
    matches = literal_column(TERMS_AS_VECTOR).op("@@")(terms)
    some = select(_COLUMNS["id"], *_KEY_COLUMNS).where(matches, *of_shop).limit(bindparam("candidates")).subquery()
    newest = select(_build_rank(number), *(some.c[name] for name in _KEY)).order_by(some.c.id.desc())
    return newest.limit(bindparam("limit"))


def _build_sqlite_part(number: int, of_shop: Sequence[ColumnElement[bool]]) -> Select[Any]:
    index = table("search_terms", column("rowid"))
    matches = literal_column("search_terms").op("MATCH")(bindparam(f"terms_{number}", type_=String))
    found = select(_build_rank(number), *_KEY_COLUMNS).join_from(index, SearchEntryRow, index.c.rowid == _COLUMNS["id"])
    return found.where(matches, *of_shop).order_by(index.c.rowid.desc()).limit(bindparam("limit"))


def _build_rank(number: int) -> ColumnElement[int]:
    return bindparam(f"rank_{number}", type_=Integer).label("rank")


_SET_TABLE_SCANS = {value: select(func.set_config("enable_seqscan", value, True)) for value in ("on", "off")}
_MERGE_PARTS = text("INSERT INTO search_terms (search_terms) VALUES ('optimize')")
