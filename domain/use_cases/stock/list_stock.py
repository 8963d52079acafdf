"""Lists the items that are in stock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.item_stock import ItemStock, ItemStockFilter
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock

MAX_FOUND_ITEMS = 200
"""How many items a text may mean. Who needs more, filters by something else."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """The stock of an item; None if the catalog does not have the item any more."""

    stock: ItemStock
    item: Item | None


@dataclass(frozen=True, slots=True)
class ListStock:
    """Reads sums of the stock, and the names of the items."""

    unit_of_work: UnitOfWork

    def __call__(
        self, wanted: ItemStockFilter, limit: int, *, text: str = "", after: str | None = None
    ) -> Sequence[ListedItem]:
        """List items by id, after an id, if given.

        `text` is an id, a SKU, a barcode, or words of a name. Raises `NoStockKept`.
        """
        with self.unit_of_work.read() as tx:
            found = get_stock(tx).overview.list_items(_find_items(tx, wanted, text), limit, after)
            items = tx.erp.catalog.get_many([stock.item_id for stock in found])
        return [ListedItem(stock, items.get(stock.item_id)) for stock in found]

    def count(self, wanted: ItemStockFilter, limit: int, *, text: str = "") -> int:
        """Count what is listed, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).overview.count_items(_find_items(tx, wanted, text), limit)


def _find_items(tx: Transaction, wanted: ItemStockFilter, text: str) -> ItemStockFilter:
    if not text:
        return wanted
    return replace(wanted, item_ids=[item.id for item in tx.erp.catalog.search(text, MAX_FOUND_ITEMS)])
