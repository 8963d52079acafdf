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
        for order in (
            _summarize_order(each, with_returns=with_returns)
            for each in orders
            if order_range.return_status in (None, _get_return_status(each))
        )
        if order_range.since <= order_range.timestamp_of(order) < order_range.until
    ]
    return sorted(summaries, key=lambda order: (order_range.timestamp_of(order), order.id))


def _get_return_status(order: Order) -> str:
    for status, of_order in (("requested", "return_requested"), ("open", "in_progress"), ("closed", "returned")):
        if any(each.status == status for each in order.returns):
            return of_order
    return "no_return"


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
