"""An order whose lots may be changed: locked, and read after the lock."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.order_stock import compute_line_stocks
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class LockedOrder:
    """An order, its shipments and all its assignments. `lines` are those that the warehouse ships."""

    order: SalesOrder
    state: WarehouseState
    pushes: Sequence[FulfillmentPush]
    assignments: Sequence[Assignment]
    lines: Sequence[LineStock]


def lock_order(tx: Transaction, order_id: str) -> LockedOrder:
    """Lock an order until the end of the transaction. Balances are locked after it, never before.

    Raises `NotFound`, `NoStockKept`.
    """
    return read_order(tx, get_stock(tx).warehouse_states.lock(order_id))


def read_order(tx: Transaction, state: WarehouseState) -> LockedOrder:
    """Read the order of a locked state. Raises `NotFound`."""
    order = tx.erp.orders.get(state.order_id)
    if order is None:
        raise NotFound(f"There is no order {state.order_id}.")
    pushes = tx.pushes.list_for_order(ShopDomain(order.shop_domain), order.shopify_order_id)
    assignments = get_stock(tx).assignments.list_by_orders([state.order_id])
    return LockedOrder(order, state, pushes, assignments, compute_line_stocks(order, pushes, assignments))
