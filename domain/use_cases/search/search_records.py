"""One search for everything that people look for."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.search import (
    INDEXED_KINDS,
    MatchRank,
    RecordKey,
    RecordKind,
    SearchMatch,
    SearchScope,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.normalized_keys import normalize_key
from novex_shopify.domain.policies.search_terms import clean_text, parse_search
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.search.found_record import FoundRecord
from novex_shopify.domain.use_cases.search.load_records import load_records

_SHORTEST_SHOPIFY_ID = 9
ALL_KINDS = tuple(RecordKind)
MAX_FOUND = 50
"""As many of each kind are found at most."""


@dataclass(frozen=True, slots=True)
class SearchRecords:
    """Finds records of every kind by what people know of them (docs/search.md)."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader

    def __call__(
        self,
        text: str,
        *,
        shop: ShopDomain | None = None,
        kinds: Collection[RecordKind] = ALL_KINDS,
        personal: bool = True,
        limit: int = 8,
    ) -> Sequence[FoundRecord]:
        """Find at most `limit` records of each kind, the best first. People are masked.

        With `shop`, those of the store and of no store. Without `personal`, no customers, and nothing by what says who
        a person is.
        """
        text, limit = clean_text(text), min(limit, MAX_FOUND)
        with self.unit_of_work.read() as tx:
            matches = _find_all(tx, text, SearchScope(kinds, shop, personal), limit)
            chosen = _choose(matches, limit)
            loaded = load_records(tx, self.payloads, list(chosen))
        found = [replace(loaded[key], rank=rank) for key, rank in chosen.items() if key in loaded]
        return _drop_known_parcels(found)


def _find_all(tx: Transaction, text: str, scope: SearchScope, limit: int) -> Sequence[SearchMatch]:
    query = parse_search(text)
    indexed = [kind for kind in INDEXED_KINDS if kind in scope.kinds]
    found = list(tx.search.find(query, replace(scope, kinds=indexed), limit)) if query and indexed else []
    if RecordKind.ITEM in scope.kinds and query:
        found += _find_items(tx, text, limit)
    if RecordKind.ORDER in scope.kinds:
        found += _find_orders_by_id(tx, text, scope.shop)
    return sorted(found, key=lambda match: match.rank)


def _find_items(tx: Transaction, text: str, limit: int) -> Iterator[SearchMatch]:
    for item in tx.erp.catalog.search(text, limit):
        keys = {item.id, normalize_key(item.sku), normalize_key(item.barcode)}
        is_exact = text in keys or normalize_key(text) in keys
        rank = MatchRank.EXACT_CODE if is_exact else MatchRank.WORDS
        yield SearchMatch(RecordKey(RecordKind.ITEM, item.id), rank)


def _find_orders_by_id(tx: Transaction, text: str, only_shop: ShopDomain | None) -> Iterator[SearchMatch]:
    """Shopify's id of an order, which is not indexed: most of them begin with the same digits."""
    order_id = parse_id(text)
    if order_id is None or len(text) < _SHORTEST_SHOPIFY_ID:
        return
    for shop in tx.shops.list_all():
        if only_shop in (None, shop.domain) and (
            tx.order_links.get_many(shop.domain, [order_id])
            or tx.events.list_without_bodies(shop.domain, order_key(order_id), 1)
        ):
            yield SearchMatch(RecordKey(RecordKind.ORDER, str(order_id), shop.domain), MatchRank.EXACT_CODE)


def _choose(matches: Sequence[SearchMatch], limit: int) -> dict[RecordKey, MatchRank]:
    """The best of each kind. A customer of several stores is one record of the ERP."""
    chosen: dict[RecordKey, MatchRank] = {}
    counts: Counter[RecordKind] = Counter()
    customers: set[str] = set()
    for match in matches:
        key = match.key
        is_known = key in chosen or (key.kind is RecordKind.CUSTOMER and key.id in customers)
        if is_known or counts[key.kind] == limit:
            continue
        counts[key.kind] += 1
        customers |= {key.id} if key.kind is RecordKind.CUSTOMER else set()
        chosen[key] = match.rank
    return chosen


def _drop_known_parcels(found: Sequence[FoundRecord]) -> Sequence[FoundRecord]:
    """Shopify's fulfillment of a shipment has the shipment's tracking number."""
    seen: set[tuple[object, str]] = set()
    kept = []
    for record in sorted(found, key=lambda each: "/" in each.key.id):
        parcel = (record.order, record.title)
        if record.key.kind is not RecordKind.PARCEL or parcel not in seen:
            kept.append(record)
        seen.add(parcel)
    return sorted(kept, key=found.index)
