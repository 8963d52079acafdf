"""Removes orders from the search index and from lists whose payloads were deleted before the ERP had them."""

from collections.abc import Sequence

from novex_shopify.domain.model.search import RecordKey, RecordKind
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key

_PAGE = 500


def remove_deleted_orders(unit_of_work: UnitOfWork) -> int:
    """Return how many were removed."""
    removed, last = 0, None
    while True:
        with unit_of_work() as tx:
            page = tx.search.list_from_payload(_PAGE, last)
            if not page:
                return removed
            last = page[-1]
            deleted = [key for key in page if key.shop and not _has_events(tx, key)]
            _remove(tx, deleted)
            tx.commit()
        removed += len(deleted)


def _has_events(tx: Transaction, key: RecordKey) -> bool:
    return bool(key.shop and tx.events.list_without_bodies(key.shop, order_key(int(key.id)), 1))


def _remove(tx: Transaction, keys: Sequence[RecordKey]) -> None:
    for shop in {key.shop for key in keys}:
        ids = [key.id for key in keys if key.shop == shop]
        tx.search.remove(RecordKind.ORDER, shop, ids)
        if shop:
            tx.order_overviews.remove_unbooked(shop, list(map(int, ids)))
