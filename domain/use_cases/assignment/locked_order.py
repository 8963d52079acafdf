"""An order whose lots may be changed: locked, and read after the lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.fulfillment_orders import find_fulfill_by
from novex_shopify.domain.policies.order_overviews import build_overview
from novex_shopify.domain.policies.order_stock import compute_line_stocks, find_untracked, update_warehouse_state
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class LockedOrder:
    """An order, its shipments and all its assignments. `lines` are those that the warehouse ships.

    `items` are those of the lines that the ERP has, by id; `settings` and `zone` are those of the order's
    store; `fulfillment_orders` are Shopify's.
    """

    order: SalesOrder
    state: WarehouseState
    pushes: Sequence[FulfillmentPush]
    assignments: Sequence[Assignment]
    lines: Sequence[LineStock]
    items: Mapping[str, Item]
    settings: ShopSettings
    zone: tzinfo
    fulfillment_orders: Sequence[FulfillmentOrderState] = ()

    @property
    def shop(self) -> ShopDomain:
        return ShopDomain(self.order.shop_domain)

    def get_line(self, line_item_id: int) -> LineStock:
        """Raises `NotFound`."""
        found = next((line for line in self.lines if line.line_item_id == line_item_id), None)
        if found is None:
            raise NotFound(f"Order {self.order.name} has no line {line_item_id} that the warehouse ships.")
        return found


def lock_order(tx: Transaction, order_id: str) -> LockedOrder:
    """Lock an order until the end of the transaction. Balances are locked after it, never before.

    Raises `NotFound`, `NoStockKept`.
    """
    stock = get_stock(tx)
    if parse_id(order_id) is None:
        raise NotFound(f"There is no order {order_id}.")
    return read_order(tx, stock.warehouse_states.lock(order_id))


def read_unlocked_order(tx: Transaction, order_id: str) -> LockedOrder:
    """Read an order to show it: all of it may have changed a moment later. Raises `NotFound`, `NoStockKept`."""
    stock = get_stock(tx)
    if parse_id(order_id) is None:
        raise NotFound(f"There is no order {order_id}.")
    state = stock.warehouse_states.get_many([order_id]).get(order_id, WarehouseState(order_id))
    return read_order(tx, state)


def read_order(tx: Transaction, state: WarehouseState) -> LockedOrder:
    """Read the order of a locked state. Raises `NotFound`."""
    order = tx.erp.orders.get(state.order_id)
    if order is None:
        raise NotFound(f"There is no order {state.order_id}.")
    shop = ShopDomain(order.shop_domain)
    pushes = tx.pushes.list_for_order(shop, order.shopify_order_id)
    assignments = get_stock(tx).assignments.list_by_orders([state.order_id])
    items = tx.erp.catalog.get_many({line.item_id for line in order.lines if line.item_id})
    lines = compute_line_stocks(order, pushes, assignments, find_untracked(items))
    known, settings = tx.shops.get_with_settings(shop)
    zone = known.profile.zone if known else UTC
    key = (shop, order.shopify_order_id)
    routed = get_stock(tx).fulfillment_orders.list_by_orders([key]).get(key, ())
    return LockedOrder(order, state, pushes, assignments, lines, items, settings, zone, routed)


def update_state(locked: LockedOrder, now: datetime) -> WarehouseState:
    """The state that follows from what was read."""
    return update_warehouse_state(
        locked.state,
        locked.order,
        locked.lines,
        pushes=locked.pushes,
        handling_days=locked.settings.handling_days,
        zone=locked.zone,
        now=now,
        fulfill_by=find_fulfill_by(locked.fulfillment_orders),
    )


def read_changed_lots(tx: Transaction, locked: LockedOrder) -> LockedOrder:
    """Read the assignments of a locked order again, after they were changed."""
    return _replace_assignments(locked, get_stock(tx).assignments.list_by_orders([locked.state.order_id]))


def add_assignments(locked: LockedOrder, new: Sequence[Assignment]) -> LockedOrder:
    """The order with assignments that were added to it; the others have not changed."""
    return _replace_assignments(locked, [*locked.assignments, *new])


def _replace_assignments(locked: LockedOrder, assignments: Sequence[Assignment]) -> LockedOrder:
    lines = compute_line_stocks(locked.order, locked.pushes, assignments, find_untracked(locked.items))
    return replace(locked, assignments=assignments, lines=lines)


def assign_by_hand(locked: LockedOrder, *, by_hand: bool) -> LockedOrder:
    """The order, whose lots only a person assigns from now on, or no longer; the caller stores its state."""
    return replace(locked, state=replace(locked.state, by_hand=by_hand))


def save_state(tx: Transaction, locked: LockedOrder, now: datetime) -> LockedOrder:
    """Read the assignments again, after they were changed, and store the state that follows from them."""
    return save_known_state(tx, read_changed_lots(tx, locked), now)


def save_known_state(tx: Transaction, locked: LockedOrder, now: datetime) -> LockedOrder:
    """Store the state that follows from the assignments of `locked`, which are all that the order has."""
    changed = replace(locked, state=update_state(locked, now))
    store_state(tx, locked, changed.state)
    return changed


def store_state(tx: Transaction, locked: LockedOrder, state: WarehouseState) -> None:
    """Store the new state of a locked order, with the overview that follows from it."""
    get_stock(tx).warehouse_states.save(state)
    keeps_stock = locked.settings.stock_since is not None
    tx.order_overviews.put([build_overview(locked.order, state, state.order_id, keeps_stock=keeps_stock)])
