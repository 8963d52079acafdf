"""How much converting an order's amounts to the shop's currency may change their sum."""

from collections.abc import Iterable
from decimal import Decimal

from novex_shopify.domain.model.currency import get_smallest_unit
from novex_shopify.domain.model.order import LineItem, Order, ShippingLine
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.policies.order_lines import ZERO


def compute_tolerance(order: Order, amounts: int) -> Decimal:
    """Return by how much a sum of converted amounts may differ: each was rounded by half a unit at most."""
    if order.presentment_total is None or order.presentment_total.currency == order.total.currency:
        return ZERO
    return get_smallest_unit(order.total.currency) * amounts / 2


def count_line_amounts(order: Order) -> int:
    """Count the converted amounts of all lines. A price is converted for one unit, so it counts once for each."""
    prices = sum(line.quantity for line in order.line_items if line.unit_price.amount)
    prices += sum(1 for line in order.shipping_lines if line.price.amount)
    lines: tuple[LineItem | ShippingLine, ...] = (*order.line_items, *order.shipping_lines)
    discounts = sum(_count(each.amount.amount for each in line.discounts) for line in lines)
    taxes = 0 if order.taxes_included else sum(_count(each.amount.amount for each in line.taxes) for line in lines)
    return prices + discounts + taxes


def count_refund_amounts(refunds: Iterable[Refund]) -> int:
    return sum(
        _count((*(line.subtotal.amount for line in refund.lines), *(line.tax.amount for line in refund.lines)))
        + _count(
            (*(each.amount.amount for each in refund.adjustments), *(each.tax.amount for each in refund.adjustments))
        )
        for refund in refunds
    )


def _count(amounts: Iterable[Decimal]) -> int:
    return sum(1 for amount in amounts if amount)
