"""What a customer paid for returns. Shopify's current total contains it, but no field of an order states it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.sales_order import SalesOrderLine
from novex_shopify.domain.policies.order_charges import list_duties, list_fees
from novex_shopify.domain.policies.order_conversion import compute_tolerance, count_line_amounts, count_refund_amounts
from novex_shopify.domain.policies.order_lines import ZERO

NO_RETURN_FEES: Sequence[Decimal] = [ZERO]


def list_return_fees(order: Order, lines: Sequence[SalesOrderLine]) -> Sequence[Decimal]:
    """List what the fees of returns may be, the likeliest first. Only the total can decide which one is right.

    They are what the returns state, certainly if they are closed, or nothing; and if they are not known, what was
    credited, but neither repaid nor used for exchange items, which are the last lines.
    """
    if not any(refund.lines for refund in order.refunds):
        return NO_RETURN_FEES
    closed = _sum_fees(each for each in order.returns if each.status == "closed")
    stated = _sum_fees(each for each in order.returns if each.active)
    likeliest_first = [closed, stated, ZERO, *_list_kept_credits(order, lines)]
    return list(dict.fromkeys(likeliest_first))


def _sum_fees(returns: Iterable[Return]) -> Decimal:
    return sum((fee.amount for each in returns for _, fee in each.list_fees()), ZERO)


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
    """What an exchange added: the last line items, of none up to all but the first, and perhaps duties and fees."""
    items = {line.id for line in order.line_items}
    totals = {line.line_item_id: line.total.amount for line in lines if line.line_item_id in items}
    newest_first = [totals[item] for item in sorted(totals, reverse=True)]
    sums = [ZERO, *accumulate(newest_first[:-1])]
    charges = sum((charged[0] - charged[-1] for charged in (list_duties(order), list_fees(order))), ZERO)
    return [*(each + charges for each in sums), *sums] if charges else sums
