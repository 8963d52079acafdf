"""What a customer paid for returns. Shopify's current total contains it, but no field of an order states it."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import SalesOrderLine
from novex_shopify.domain.policies.order_conversion import compute_tolerance, count_line_amounts, count_refund_amounts
from novex_shopify.domain.policies.order_lines import ZERO

NO_RETURN_FEES: Sequence[Sequence[Decimal]] = [[ZERO]]


def list_return_fees(order: Order, lines: Sequence[SalesOrderLine]) -> Sequence[Sequence[Decimal]]:
    """List what the fees of returns may be: groups of equally likely ones, the likeliest first.

    Only the total can decide whether one is right. They are nothing, or what the returns state; and if they are not
    known, what was credited, but neither repaid nor used for exchange items, which are the last lines.
    """
    if not any(refund.lines for refund in order.refunds):
        return NO_RETURN_FEES
    stated = sum((fee.amount for each in order.returns if each.active for _, fee in each.list_fees()), ZERO)
    charged = [ZERO, stated] if stated else [ZERO]
    return [charged, *([kept] for kept in dict.fromkeys(_list_kept_credits(order, lines)) if kept not in charged)]


def _list_kept_credits(order: Order, lines: Sequence[SalesOrderLine]) -> Sequence[Decimal]:
    if order.totals.outstanding is None or any(each.refunded_in_other_currencies() for each in order.refunds):
        return []
    credited = sum((refund.value(taxes_included=order.taxes_included) for refund in order.refunds), ZERO)
    repaid = sum((refund.refunded_amount() for refund in order.refunds), ZERO)
    # A credit that differs by less was only converted.
    smallest = compute_tolerance(order, 1 + count_line_amounts(order) + count_refund_amounts(order.refunds))
    kept = credited - repaid + order.totals.outstanding.amount
    return [kept - added for added in _list_added(order, lines) if smallest < kept - added <= credited]


def _list_added(order: Order, lines: Sequence[SalesOrderLine]) -> Sequence[Decimal]:
    """The sum of the last line items, of none up to all but the first."""
    items = {line.id for line in order.line_items}
    totals = {line.line_item_id: line.total.amount for line in lines if line.line_item_id in items}
    newest_first = [totals[item] for item in sorted(totals, reverse=True)]
    return [ZERO, *accumulate(newest_first[:-1])]
