"""Lists lots with what of them is where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.lot import Lot, LotFilter, LotPosition
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.list_stock import MAX_FOUND_ITEMS
from novex_shopify.domain.use_cases.stock.records import get_location_names, get_stock


@dataclass(frozen=True, slots=True)
class LocatedBalance:
    """A balance with the name of its location."""

    location: str
    balance: StockBalance


@dataclass(frozen=True, slots=True)
class ListedLot:
    """A lot, its item (None if the catalog does not have it any more), and its balances that are not empty."""

    lot: Lot
    item: Item | None
    balances: Sequence[LocatedBalance] = ()

    @property
    def free(self) -> int:
        return sum(each.balance.free for each in self.balances)

    @property
    def assigned(self) -> int:
        return sum(each.balance.assigned for each in self.balances)

    @property
    def held(self) -> int:
        return sum(each.balance.held for each in self.balances)

    @property
    def on_hand(self) -> int:
        return self.free + self.assigned + self.held

    @property
    def locations(self) -> Sequence[str]:
        return [each.location for each in self.balances]


@dataclass(frozen=True, slots=True)
class ListLots:
    """Reads lots, their balances, and the names of items and locations."""

    unit_of_work: UnitOfWork

    def __call__(
        self, wanted: LotFilter, limit: int, *, text: str = "", after: LotPosition | None = None
    ) -> Sequence[ListedLot]:
        """List lots, those that expire first at the top, after a position, if given.

        `text` is a part of a lot code or of the supplier's, or means an item as in `ListStock`. Raises `NoStockKept`.
        """
        with self.unit_of_work.read() as tx:
            return add_balances(tx, get_stock(tx).lots.search(_add_text(tx, wanted, text), limit, after))

    def count(self, wanted: LotFilter, limit: int, *, text: str = "") -> int:
        """Count what is listed, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).lots.count(_add_text(tx, wanted, text), limit)


def add_balances(tx: Transaction, lots: Sequence[Lot]) -> Sequence[ListedLot]:
    """Add to each lot its item and its balances."""
    stock = get_stock(tx)
    items = tx.erp.catalog.get_many({lot.item_id for lot in lots})
    names = get_location_names(stock)
    balances: dict[int, list[LocatedBalance]] = defaultdict(list)
    for balance in stock.ledger.list_balances([lot.id for lot in lots]):
        balances[balance.lot_id].append(LocatedBalance(names[balance.location_id], balance))
    return [ListedLot(lot, items.get(lot.item_id), balances[lot.id]) for lot in lots]


def _add_text(tx: Transaction, wanted: LotFilter, text: str) -> LotFilter:
    if not text:
        return wanted
    item_ids = [item.id for item in tx.erp.catalog.search(text, MAX_FOUND_ITEMS)]
    return replace(wanted, text=text, text_item_ids=item_ids)
