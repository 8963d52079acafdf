"""Shows what comes back to the people who receive it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_trace import OrderHead
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.warehouse_return import RECEIVABLE, WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_location_names, get_stock


@dataclass(frozen=True, slots=True)
class ReturnedUnits:
    """Units of a lot at a location; before they are received, where they were shipped from."""

    lot: Lot
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ReturnableLot:
    """A lot that the customer has of the line: how much of it, and how much is proposed to be coming back."""

    lot: Lot
    shipped: int
    proposed: int


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A return with its order, its item (None if the catalog does not have it any more), and its lots.

    `returnable` are the lots that one can be of that is not received yet.
    """

    returned: WarehouseReturn
    order: OrderHead
    item: Item | None
    lots: Sequence[ReturnedUnits]
    returnable: Sequence[ReturnableLot] = ()

    def sum_by_lot_code(self) -> Mapping[str, int]:
        """Its units by lot code, at whatever location."""
        units = Counter[str]()
        for each in self.lots:
            units[each.lot.code] += each.quantity
        return units


@dataclass(frozen=True, slots=True)
class ShowReturns:
    """Reads returns with all that is shown of them, each of a page by one query."""

    unit_of_work: UnitOfWork

    def __call__(
        self, states: Collection[WarehouseReturnState], limit: int, before: int | None = None
    ) -> Sequence[ShownReturn]:
        """Show the newest returns in one of these states; those before an id, if given. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            found = stock.warehouse_returns.list_in_states(states, limit, before)
            return _add_names(tx, stock, found)

    def count(self, states: Collection[WarehouseReturnState], limit: int) -> int:
        """Count what is shown, up to `limit`. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).warehouse_returns.count_in_states(states, limit)


def _add_names(tx: Transaction, stock: ErpStock, found: Sequence[WarehouseReturn]) -> Sequence[ShownReturn]:
    heads = stock.traces.get_heads({each.order_id for each in found})
    items = tx.erp.catalog.get_many({each.item_id for each in found})
    expected = [each for each in found if each.state in RECEIVABLE]
    shipped = [
        each
        for each in stock.assignments.list_by_orders({each.order_id for each in expected})
        if each.state is AssignmentState.SHIPPED
    ]
    lot_ids = {lot.lot_id for each in found for lot in each.lots} | {each.lot_id for each in shipped}
    lots = {lot.id: lot for lot in stock.lots.get_many(lot_ids)}
    names = get_location_names(stock)
    return [
        ShownReturn(
            each,
            heads[each.order_id],
            items.get(each.item_id),
            [ReturnedUnits(lots[part.lot_id], names[part.location_id], part.quantity) for part in each.lots],
            _list_returnable(each, shipped, lots) if each.state in RECEIVABLE else (),
        )
        for each in found
    ]


def _list_returnable(
    returned: WarehouseReturn, shipped: Iterable[Assignment], lots: Mapping[int, Lot]
) -> Sequence[ReturnableLot]:
    units, proposed = Counter[int](), Counter[int]()
    for each in shipped:
        if (each.order_id, each.line_item_id) == (returned.order_id, returned.line_item_id):
            units[each.lot_id] += each.quantity
    for part in returned.lots:
        proposed[part.lot_id] += part.quantity
    return [ReturnableLot(lots[lot_id], quantity, proposed[lot_id]) for lot_id, quantity in units.items()]
