"""What is done for one order that is due."""

from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.departures import awaits_shopify, list_departures
from novex_shopify.domain.policies.order_demand import list_demand
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.policies.settlement import find_freed_items
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import SHORT_ORDER_INTERVAL
from novex_shopify.domain.use_cases.assignment.auto_assign_lots import AutoAssignLots
from novex_shopify.domain.use_cases.assignment.free_lots import lock_lots_of_order, read_lots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_order, store_state, update_state
from novex_shopify.domain.use_cases.holds.hold_by_rules import hold_by_rules
from novex_shopify.domain.use_cases.settling.due_order import DueOrder
from novex_shopify.domain.use_cases.settling.exceptions import record_exceptions
from novex_shopify.domain.use_cases.settling.returns import expect_returns
from novex_shopify.domain.use_cases.settling.shipments import give_up_shipments
from novex_shopify.domain.use_cases.settling.units import LockedLots, release_units, ship_lacking_units, unship_units
from novex_shopify.domain.use_cases.stock.records import get_stock


def settle(tx: Transaction, state: WarehouseState, auto_assign: AutoAssignLots, now: datetime) -> frozenset[str]:
    """Settle the order of a locked state; returns the items of which it has made units free. Raises `NotFound`."""
    locked, due_at = _note_holds(tx, read_order(tx, state), now), None
    before = locked.assignments
    # What awaits Shopify is marked due again when the response is stored.
    if locked.settings.stock_since and not awaits_shopify(locked.order, locked.pushes):
        due = _settle_lots(tx, locked, auto_assign, now)
        too_much = expect_returns(tx, due.locked, locked.settings.stock_since)
        record_exceptions(tx, due, too_much, now)
        if is_order_cancelled(locked.order):
            give_up_shipments(tx, locked.pushes, now)
        locked, due_at = due.locked, now + SHORT_ORDER_INTERVAL if due.is_short else None
    demand = list_demand(locked.order, locked.pushes) if locked.settings.stock_since else ()
    get_stock(tx).demand.save(state.order_id, demand)
    settled = replace(update_state(locked, now), due_at=due_at, attempts=0, error=None)
    store_state(tx, locked, settled)
    return find_freed_items(before, locked.assignments)


def _note_holds(tx: Transaction, locked: LockedOrder, now: datetime) -> LockedOrder:
    """Hold the order if a rule of its store finds it: its rules may have changed since its last news."""
    rules = locked.settings.hold_rules
    held = hold_by_rules(tx, locked.shop, [replace(locked.order, id=locked.state.order_id)], rules, now)
    return replace(locked, state=replace(locked.state, on_hold=locked.order.shopify_order_id in held))


def _settle_lots(tx: Transaction, locked: LockedOrder, auto_assign: AutoAssignLots, now: datetime) -> DueOrder:
    """Unship, ship, release and assign, in this order: what one step sets aside, the next may need."""
    stock, departures = get_stock(tx), list_departures(locked.order, locked.pushes)
    due = DueOrder(locked, departures, stock.order_exceptions.list_by_orders([locked.state.order_id]))
    if not (due.surplus or due.new_lacks or due.unneeded or due.is_short):
        return due
    lots = LockedLots(lock_lots_of_order(stock, locked), auto_assign.strategy, now)
    if due.surplus:
        due = replace(due, locked=unship_units(tx, due.locked, due.surplus, now))
    if due.new_lacks:
        due = replace(due, locked=ship_lacking_units(tx, due.locked, due.new_lacks, lots))
    if due.unneeded:
        due = replace(due, locked=release_units(tx, due.locked, due.unneeded, now))
    free = lots.free if due.locked is locked else read_lots(stock, lots.free.lots.keys())
    return replace(due, locked=auto_assign.assign_in_transaction(tx, due.locked, free))
