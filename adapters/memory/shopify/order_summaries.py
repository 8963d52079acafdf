"""Order summaries in memory."""

from collections.abc import Iterable
from decimal import Decimal

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_return import summarize_returns
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.policies.reconciliation import collect_active_ids


def list_order_summaries(order_range: OrderRange, orders: Iterable[Order], *, with_returns: bool) -> list[OrderSummary]:
    """The summaries of a range, the earliest first."""
    summaries = [
        order
        for order in (_summarize_order(each, with_returns=with_returns) for each in orders)
        if order_range.since <= order_range.timestamp_of(order) < order_range.until
    ]
    return sorted(summaries, key=lambda order: (order_range.timestamp_of(order), order.id))


def _summarize_order(order: Order, *, with_returns: bool) -> OrderSummary:
    return OrderSummary(
        order.id,
        order.name,
        order.created_at,
        order.updated_at or order.created_at,
        order.total,
        order.totals.current or order.total,
        frozenset(refund.id for refund in order.refunds),
        sum((refund.refunded_amount() for refund in order.refunds), Decimal(0)),
        collect_active_ids(order.fulfillments),
        summarize_returns(order.returns) if with_returns else None,
    )
