"""Expects the units that refunds say come back."""

from collections.abc import Mapping
from datetime import datetime

from novex_shopify.domain.policies.expected_returns import plan_returns
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.stock.records import get_stock


def expect_returns(tx: Transaction, locked: LockedOrder, stock_since: datetime) -> Mapping[int, int]:
    """Add or change the returns of an order; returns what came back and never left, by line item."""
    if not locked.order.refunds or locked.order.test:
        return {}
    returns = get_stock(tx).warehouse_returns
    known = returns.list_by_orders([locked.state.order_id])
    plan = plan_returns(locked.order, locked.lines, locked.assignments, known, stock_since)
    for each in plan.expected:
        if each.id == 0:
            returns.add(each)
        elif each not in known:
            returns.save(each)
    return plan.too_much
