"""What Shopify states for the whole order: duties, fees, the tip, and the discount that no line has."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_conversion import compute_tolerance
from novex_shopify.domain.policies.order_lines import ZERO, sum_lines

Lines = Sequence[SalesOrderLine]

_TIP_TITLE = "tip"


def list_duties(order: Order) -> Sequence[Decimal]:
    """The duties that the customer was charged, the likeliest first."""
    if order.duties_included:
        return [ZERO]
    return _list_charged(order, "duty", order.totals.duties, order.totals.current_duties)


def list_fees(order: Order) -> Sequence[Decimal]:
    """The additional fees that the customer was charged, the likeliest first."""
    return _list_charged(order, "fee", order.totals.fees, order.totals.current_fees)


def list_tips(order: Order, lines: Lines) -> Sequence[tuple[Decimal, Lines]]:
    """The tip that is on no line, and the lines, in which a line without a mark may turn out to be the tip."""
    marked = [line for line in lines if line.kind is LineKind.TIP]
    beside = _get_amount(order.totals.tip) - sum_lines(marked)
    if marked and beside <= compute_tolerance(order, 1 + len(marked)):
        return [(ZERO, lines)]
    unmarked = _mark_tip_lines(order, lines, beside) if beside else None
    return [(ZERO, unmarked), (beside, lines)] if unmarked else [(beside, lines)]


def find_unallocated_discount(order: Order, lines: Lines, *, edited: bool) -> Decimal:
    """The stated discounts less those of the lines, negative as the total counts it.

    An edited order may state the discounts of its first lines only, which says nothing if its lines have more.
    """
    if not order.totals.discounts:
        return ZERO
    allocations = sum(len(line.discounts) for line in lines)
    missing = order.totals.discounts.amount - sum([line.discount.amount for line in lines], ZERO)
    is_rounding = allocations and abs(missing) <= compute_tolerance(order, 1 + allocations)
    return ZERO if is_rounding or (edited and missing < 0) else -missing


def list_possible_tips(order: Order, lines: Lines) -> Lines:
    """The lines that may be a tip without a mark: custom ones."""
    custom_ids = {line.id for line in order.line_items if line.variant_id is None and not line.gift_card}
    return [line for line in lines if line.kind is LineKind.ITEM and line.line_item_id in custom_ids]


def _list_charged(order: Order, kind: str, placed: Money | None, left: Money | None) -> Sequence[Decimal]:
    """What was charged when the order was placed; if an edit added to it, first what is left and what was returned."""
    if left is None:
        return [_get_amount(placed)]
    returned = [each.amount.amount for refund in order.refunds for each in refund.adjustments if each.kind == kind]
    at_first, charged = _get_amount(placed), left.amount + sum(returned, ZERO)
    is_added = charged - at_first > compute_tolerance(order, 2 + len(returned))
    return [charged, at_first] if is_added else [at_first]


def _mark_tip_lines(order: Order, lines: Lines, tip: Decimal) -> Lines | None:
    """Return the lines with the tip marked, if custom lines without a mark are as much as it."""
    custom = list_possible_tips(order, lines)
    named = [line for line in custom if line.title.strip().lower() == _TIP_TITLE]
    for tips in (named, *([line] for line in custom)):
        if tips and sum_lines(tips) == tip:
            return [replace(line, kind=LineKind.TIP) if line in tips else line for line in lines]
    return None


def _get_amount(money: Money | None) -> Decimal:
    return money.amount if money else ZERO
