"""Lists the orders that the warehouse has something to ship for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.warehouse_state import (
    OrderStatus,
    WarehouseState,
    WarehouseStateFilter,
    WarehouseStatePosition,
)
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.fulfillment.order_hints import read_hints
from novex_shopify.domain.use_cases.stock.records import get_stock

MAX_FOUND_ORDERS = 200
"""How many orders a text may mean: a customer's e-mail address has many, of which few are open."""


@dataclass(frozen=True, slots=True)
class OrderToShip:
    """An order with its state as it was settled last, and what a person has to decide about it.

    `hints` say what Shopify has changed about where and when it is to be shipped.
    """

    state: WarehouseState
    order: SalesOrder
    exceptions: Sequence[OrderException] = ()
    hints: Sequence[str] = ()

    @property
    def position(self) -> WarehouseStatePosition:
        return WarehouseStatePosition(self.state.promised_on, self.state.order_id)

    def is_late(self, today: date) -> bool:
        return self.state.promised_on is not None and self.state.promised_on < today


@dataclass(frozen=True, slots=True)
class ListOrdersToShip:
    """Reads states, their orders, exceptions and hints, each of a page by one query."""

    unit_of_work: UnitOfWork

    def __call__(
        self,
        wanted: WarehouseStateFilter,
        limit: int,
        *,
        text: str = "",
        after: WarehouseStatePosition | None = None,
    ) -> Sequence[OrderToShip]:
        """List open orders with something to ship, none on hold, by the promised day; after a position, if given.

        `text` is an order's name, ERP id, e-mail address or tracking number. Raises `NoStockKept`.
        """
        with self.unit_of_work.read() as tx:
            states = get_stock(tx).warehouse_states
            found = list(states.list_page(_only_open(tx, wanted, text), limit, after))
            orders = tx.erp.orders.get_by_ids([state.order_id for state in found])
            exceptions = _list_open_exceptions(tx, [state.order_id for state in found])
            hints = read_hints(tx, orders)
        return [
            OrderToShip(state, orders[each], exceptions[each], hints.get(each, ()))
            for state in found
            for each in [state.order_id]
        ]

    def count(self, wanted: WarehouseStateFilter, limit: int, *, text: str = "") -> int:
        """Count what is listed, up to `limit`. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).warehouse_states.count(_only_open(tx, wanted, text), limit)


def _only_open(tx: Transaction, wanted: WarehouseStateFilter, text: str) -> WarehouseStateFilter:
    order_ids = [each.id for each in tx.erp.orders.search(text, MAX_FOUND_ORDERS) if each.id] if text else None
    return replace(wanted, status=OrderStatus.OPEN, to_ship=True, on_hold=False, order_ids=order_ids)


def _list_open_exceptions(tx: Transaction, order_ids: Sequence[str]) -> defaultdict[str, list[OrderException]]:
    exceptions: defaultdict[str, list[OrderException]] = defaultdict(list)
    for each in get_stock(tx).order_exceptions.list_by_orders(order_ids):
        if each.closed_at is None:
            exceptions[each.order_id].append(each)
    return exceptions
