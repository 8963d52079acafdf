"""Keeps account of units that left without a known lot."""

from collections.abc import Mapping
from datetime import datetime

from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.use_cases.orders.exception_quantity import set_exception_quantity


def change_untraced(stock: ErpStock, order_id: str, units: Mapping[int, int], note: str | None, at: datetime) -> None:
    """Add units to the exceptions of lines, which are opened; negative ones are taken off, and close them at 0."""
    if not any(units.values()):
        return
    known = {
        each.line_item_id: each
        for each in stock.order_exceptions.list_by_orders([order_id])
        if each.closed_at is None and each.kind is OrderExceptionKind.UNTRACED
    }
    for line_id, change in units.items():
        before = known.get(line_id)
        quantity = change + (before.quantity if before else 0)
        if quantity > 0:
            stock.order_exceptions.open(
                OrderException(0, order_id, line_id, OrderExceptionKind.UNTRACED, quantity, at, note=note)
            )
        elif before:
            set_exception_quantity(stock, before, 0, note or "", at)
