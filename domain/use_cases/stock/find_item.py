"""Finds the item that a person names or a label states."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ItemNotFound, SeveralItems
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.policies.normalized_keys import normalize_key
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_MAX_FOUND = 20


@dataclass(frozen=True, slots=True)
class FindItem:
    """Reads the catalog."""

    unit_of_work: UnitOfWork

    def __call__(self, key: str) -> Item:
        """Find the item with this id, or else the one with this SKU or barcode, as `normalize_key` compares them.

        A GTIN of 14 digits thus finds the same number as EAN-13 or UPC. Raises `ItemNotFound` or `SeveralItems`.
        """
        with self.unit_of_work.read() as tx:
            return find_item(tx, key)


def find_item(tx: Transaction, key: str) -> Item:
    """As part of the caller's transaction."""
    if item := tx.erp.catalog.get(key):
        return item
    normalized = normalize_key(key)
    found = [
        item
        for item in tx.erp.catalog.search(key, _MAX_FOUND)
        if normalized and normalized in (normalize_key(item.sku), normalize_key(item.barcode))
    ]
    if len(found) > 1:
        raise SeveralItems(key, [item.id for item in found])
    if not found:
        raise ItemNotFound(key)
    return found[0]
