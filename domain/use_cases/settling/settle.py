"""What is done for one order that is due."""

from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.order_stock import update_warehouse_state
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import read_order
from novex_shopify.domain.use_cases.stock.records import get_stock


def settle(tx: Transaction, state: WarehouseState, now: datetime) -> None:
    """Settle the order of a locked state."""
    stock, locked = get_stock(tx), read_order(tx, state)
    settings = tx.shops.get_settings(ShopDomain(locked.order.shop_domain))
    settled = update_warehouse_state(
        state, locked.order, locked.lines, pushes=locked.pushes, handling_days=settings.handling_days, now=now
    )
    stock.warehouse_states.save(replace(settled, due_at=None, attempts=0, error=None))
