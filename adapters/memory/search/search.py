"""The search index in memory."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State
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

_SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class MemorySearch:
    """The port `Search`."""

    state: State

    def put(self, entries: Sequence[SearchEntry]) -> None:
        for entry in entries:
            known = self.state.search_entries.get(entry.key)
            if known is None or known.from_payload or not entry.from_payload:
                self.state.search_entries[entry.key] = entry

    def find(self, query: SearchQuery, scope: SearchScope, limit: int) -> Sequence[SearchMatch]:
        newest_first = [entry for entry in reversed(self.state.search_entries.values()) if _is_in(entry, scope)]
        matches = [SearchMatch(entry.key, rank) for entry in newest_first for rank in _rank(entry, query, scope)]
        groups = ((rank, kind) for rank in MatchRank for kind in scope.kinds)
        return [
            match
            for group in groups
            for match in [each for each in matches if (each.rank, each.key.kind) == group][:limit]
        ]

    def erase(self, kind: RecordKind, shop: ShopDomain, ids: Collection[str] | None) -> None:
        for key in self._list_keys(kind, shop, ids):
            self.state.search_entries[key] = replace(self.state.search_entries[key], personal=frozenset())

    def remove(self, kind: RecordKind, shop: ShopDomain | None, ids: Collection[str] | None) -> None:
        for key in self._list_keys(kind, shop, ids):
            del self.state.search_entries[key]

    def _list_keys(self, kind: RecordKind, shop: ShopDomain | None, ids: Collection[str] | None) -> Sequence[RecordKey]:
        theirs = (key for key in self.state.search_entries if (key.kind, key.shop) == (kind, shop))
        return [key for key in theirs if ids is None or key.id in ids]

    def list_from_payload(self, limit: int, after: RecordKey | None = None) -> Sequence[RecordKey]:
        keys = sorted((each.key for each in self.state.search_entries.values() if each.from_payload), key=_sort_key)
        return [key for key in keys if after is None or _sort_key(key) > _sort_key(after)][:limit]

    def count(self) -> Mapping[RecordKind, int]:
        return Counter(key.kind for key, entry in self.state.search_entries.items() if not entry.from_payload)


def _sort_key(key: RecordKey) -> tuple[str, str, str]:
    return key.kind, key.shop or "", key.id


def _is_in(entry: SearchEntry, scope: SearchScope) -> bool:
    return entry.key.kind in scope.kinds and (scope.shop is None or entry.key.shop in (scope.shop, None))


def _rank(entry: SearchEntry, query: SearchQuery, scope: SearchScope) -> Iterator[MatchRank]:
    """The best rank of the entry, if it matches at all."""
    personal = entry.personal if scope.personal else frozenset()
    terms = entry.codes | entry.words | personal
    if entry.codes.intersection(query.keys):
        yield MatchRank.EXACT_CODE
    elif any(_begins(entry.codes, key) for key in query.keys):
        yield MatchRank.CODE_PREFIX
    elif any(_begins(personal, key) for key in query.keys) or (
        query.words and all(_begins(terms, word) for word in query.words)
    ):
        yield MatchRank.WORDS


def _begins(terms: Collection[str], beginning: str) -> bool:
    if len(beginning) < _SHORTEST_PREFIX:
        return beginning in terms
    return any(term.startswith(beginning) for term in terms)
