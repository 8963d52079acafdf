"""How far the warehouse is with orders, computed when a page asks: also for an ERP or a store that keeps no stock."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.fulfillment_orders import find_fulfill_by
from novex_shopify.domain.policies.order_stock import compute_line_stocks, find_untracked, update_warehouse_state
from novex_shopify.domain.ports.unit_of_work import Transaction

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class ComputedOrder:
    """An order as settling would find it now.

    `lines` are those that the warehouse ships; with `keeps_stock`, of lots.
    """

    order: SalesOrder
    state: WarehouseState
    lines: Sequence[LineStock]
    assignments: Sequence[Assignment]
    keeps_stock: bool


def compute_orders(tx: Transaction, orders: Sequence[SalesOrder], now: datetime) -> Mapping[OrderKey, ComputedOrder]:
    """Compute the states of different orders, by shop and Shopify id; also of those that are not booked yet.

    A store's orders take a few statements, however many they are.
    """
    ids = [order.id for order in orders if order.id is not None]
    stock = tx.erp.stock
    states = stock.warehouse_states.get_many(ids) if stock and ids else {}
    assignments = _group(stock.assignments.list_by_orders(ids) if stock and ids else (), lambda each: each.order_id)
    item_ids = {line.item_id for order in orders for line in order.lines if line.item_id} if stock else set()
    untracked = find_untracked(tx.erp.catalog.get_many(item_ids)) if item_ids else ()
    keys = [(ShopDomain(order.shop_domain), order.shopify_order_id) for order in orders]
    routed = stock.fulfillment_orders.list_by_orders(keys) if stock else {}
    computed: dict[OrderKey, ComputedOrder] = {}
    for shop, of_shop in _group(orders, lambda order: ShopDomain(order.shop_domain)).items():
        known, settings = tx.shops.get_with_settings(shop)
        zone, keeps_stock = known.profile.zone if known else UTC, keeps_lots(tx, settings)
        numbers = [order.shopify_order_id for order in of_shop]
        held = {each.order_id for each in tx.order_holds.list_by_orders(shop, numbers, only_open=True)}
        pushes = _group(tx.pushes.list_for_orders(shop, numbers), lambda push: push.order_id)
        for order in of_shop:
            of_order, its_pushes = assignments[order.id or ""], pushes[order.shopify_order_id]
            lines = compute_line_stocks(order, its_pushes, of_order, untracked)
            state = states.get(order.id or "", WarehouseState(order.id or ""))
            state = replace(state, on_hold=order.shopify_order_id in held)
            state = update_warehouse_state(
                state,
                order,
                lines,
                pushes=its_pushes,
                handling_days=settings.handling_days,
                zone=zone,
                now=now,
                fulfill_by=find_fulfill_by(routed.get((shop, order.shopify_order_id), ())),
            )
            computed[shop, order.shopify_order_id] = ComputedOrder(order, state, lines, of_order, keeps_stock)
    return computed


def keeps_lots(tx: Transaction, settings: ShopSettings) -> bool:
    """Whether what a store's orders ship is of lots, which settling assigns."""
    return tx.erp.stock is not None and settings.stock_since is not None


def _group(things: Iterable[T], get_key: Callable[[T], K]) -> Mapping[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for thing in things:
        groups[get_key(thing)].append(thing)
    return groups
