"""Orders in memory, summed up as Shopify does."""

from collections.abc import Iterable
from decimal import Decimal

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import OrderRange, StatedOrder
from novex_shopify.domain.policies.reconciliation import FALLEN


def stated_in(which: OrderRange, orders: Iterable[Order]) -> list[StatedOrder]:
    """Those of a range, the earliest first."""
    asked_for = [order for order in map(_stated, orders) if which.since <= which.time_of(order) < which.until]
    return sorted(asked_for, key=lambda order: (which.time_of(order), order.id))


def _stated(order: Order) -> StatedOrder:
    return StatedOrder(
        order.id,
        order.name,
        order.created_at,
        order.updated_at,
        order.total,
        order.stated.current or order.total,
        frozenset(refund.id for refund in order.refunds),
        sum((refund.repaid() for refund in order.refunds), Decimal(0)),
        frozenset(parcel.id for parcel in order.parcels if parcel.status not in FALLEN),
    )
