"""The index of what people search for."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.search import RecordKey, RecordKind, SearchEntry, SearchMatch, SearchQuery, SearchScope
from novex_shopify.domain.model.shop import ShopDomain


class Search(Protocol):
    """One entry for each record, written in the transaction that writes the record."""

    def put(self, entries: Sequence[SearchEntry]) -> None:
        """Store entries, each in place of the one before. One from a payload never replaces one of the ERP's record."""
        ...

    def find(self, query: SearchQuery, scope: SearchScope, limit: int) -> Sequence[SearchMatch]:
        """Find at most `limit` records of each kind and rank: the best first, then by kind, then those added last.

        A code is found by its beginning, anything else by the beginnings of all its words. Of what very many records
        share (`MAX_CANDIDATES`), some are left out.
        """
        ...

    def erase(self, kind: RecordKind, shop: ShopDomain, ids: Collection[str] | None) -> None:
        """Remove the personal terms of these records of a shop, or of all; they stay findable by their codes."""
        ...

    def remove(self, kind: RecordKind, shop: ShopDomain | None, ids: Collection[str] | None) -> None:
        """Remove the entries of these records of a shop, or of all."""
        ...

    def list_from_payload(self, limit: int, after: RecordKey | None = None) -> Sequence[RecordKey]:
        """List records that the ERP did not have, by shop and id; those after one, if given."""
        ...

    def count(self) -> Mapping[RecordKind, int]:
        """Count the entries of records that the ERP has, by kind."""
        ...


MAX_CANDIDATES = 10_000
