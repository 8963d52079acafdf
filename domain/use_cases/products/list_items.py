"""Lists the ERP's items."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.product import Item
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.list_stock import MAX_FOUND_ITEMS


@dataclass(frozen=True, slots=True)
class ListItems:
    """Reads the catalog: all items by id, or those that a text finds, best first."""

    unit_of_work: UnitOfWork

    def __call__(self, limit: int, text: str = "", after: str | None = None) -> Sequence[Item]:
        """List items, after the one with the id `after`, if given."""
        with self.unit_of_work.read() as tx:
            if not text:
                return tx.erp.catalog.list_page(limit, after)
            found = tx.erp.catalog.search(text, MAX_FOUND_ITEMS)
        begin = next((number for number, item in enumerate(found, 1) if item.id == after), 0)
        return found[begin : begin + limit]

    def count(self, limit: int, text: str = "") -> int:
        """Count what is listed, up to `limit`."""
        with self.unit_of_work.read() as tx:
            if not text:
                return tx.erp.catalog.count(limit)
            return len(tx.erp.catalog.search(text, min(limit, MAX_FOUND_ITEMS)))
