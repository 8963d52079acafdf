"""What the warehouse knows about an order, with the names that people use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.fulfillment_orders import list_hints
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.free_lots import NO_LOTS, FreeLots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_unlocked_order
from novex_shopify.domain.use_cases.stock.records import get_location_names, get_stock


@dataclass(frozen=True, slots=True)
class AssignedLot:
    """An assignment with its lot, and the name of the location."""

    assignment: Assignment
    lot: Lot
    location: str


@dataclass(frozen=True, slots=True)
class OrderLots:
    """An order, what its lines need, and all lots that it has or had, oldest assignment first.

    `hints` say what Shopify has changed about where and when it is to be shipped.
    """

    order: SalesOrder
    state: WarehouseState
    lines: Sequence[LineStock]
    assigned: Sequence[AssignedLot]
    hints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ShowOrderLots:
    """Reads the lots of an order."""

    unit_of_work: UnitOfWork

    def __call__(self, order_id: str) -> OrderLots:
        """Raises `NotFound`, `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return name_lots(tx, read_unlocked_order(tx, order_id))


def name_lots(tx: Transaction, order: LockedOrder, known: FreeLots = NO_LOTS) -> OrderLots:
    """Read the lots of an order's assignments, and the names of their locations, except for those that are `known`."""
    stock, lots = get_stock(tx), dict(known.lots)
    if unknown := {each.lot_id for each in order.assignments} - lots.keys():
        lots |= {lot.id: lot for lot in stock.lots.get_many(unknown)}
    names: Mapping[int, str] = {location.id: location.name for location in known.locations.values()}
    if any(each.location_id not in names for each in order.assignments):
        names = get_location_names(stock)
    assigned = [AssignedLot(each, lots[each.lot_id], names[each.location_id]) for each in order.assignments]
    hints = list_hints(order.fulfillment_orders, order.zone)
    return OrderLots(order.order, order.state, order.lines, assigned, hints)
