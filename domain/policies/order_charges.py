"""What Shopify states for the whole order: duties, fees, the tip, and the discounts and taxes that no line has."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_conversion import compute_tolerance
from novex_shopify.domain.policies.order_lines import ZERO, OrderLevelAmount, sum_lines, sum_taxes

Lines = Sequence[SalesOrderLine]

_TIP_TITLE = "tip"


def list_duties(order: Order, *, edited: bool) -> Sequence[Decimal]:
    """The duties that the customer was charged, the likeliest first."""
    if order.duties_included:
        return [ZERO]
    return _list_charged(order, "duty", order.totals.duties, order.totals.current_duties, edited=edited)


def list_fees(order: Order, *, edited: bool) -> Sequence[Decimal]:
    """The additional fees that the customer was charged, the likeliest first."""
    return _list_charged(order, "fee", order.totals.fees, order.totals.current_fees, edited=edited)


def list_tips(order: Order, lines: Lines) -> Sequence[tuple[Decimal, Lines]]:
    """The tip that is on no line, and the lines, in which a line without a mark may turn out to be the tip."""
    stated, marked = _get_amount(order.totals.tip), [line for line in lines if line.kind is LineKind.TIP]
    if not marked:
        unmarked = _mark_tip_lines(order, lines, stated) if stated else None
        return [(stated, lines), (ZERO, unmarked)] if unmarked else [(stated, lines)]
    beside = stated - sum_lines(marked)
    return [(beside if beside > compute_tolerance(order, 1 + len(marked)) else ZERO, lines)]


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


def find_unallocated_tax(order: Order, lines: Lines, *, edited: bool) -> OrderLevelAmount | None:
    """The stated tax less that of the lines: all of it if no line has any, or what was rounded for the whole order.

    An edited order may state the tax of its first lines only, which says nothing if its lines have more.
    """
    if order.totals.tax is None:
        return None
    missing = order.totals.tax.amount - sum_taxes(lines)
    stated = sum(len(line.taxes) for line in lines)
    if not missing or (edited and missing <= compute_tolerance(order, 1 + stated)):
        return None
    amount = ZERO if order.taxes_included else missing
    return OrderLevelAmount(
        LineKind.TAX, "Tax on no line in particular", amount, missing, _list_unallocated_taxes(order, lines, missing)
    )


def _list_charged(
    order: Order, kind: str, placed: Money | None, left: Money | None, *, edited: bool
) -> Sequence[Decimal]:
    """What was charged when the order was placed; if it was edited, rather what is left and what was returned of it."""
    if left is None or (placed and not edited):
        return [_get_amount(placed)]
    returned = [each.amount.amount for refund in order.refunds for each in refund.adjustments if each.kind == kind]
    charged = left.amount + sum(returned, ZERO)
    if placed is None:
        return [charged]
    is_rounding = charged - placed.amount <= compute_tolerance(order, 2 + len(returned))
    return [placed.amount] if is_rounding else [charged, placed.amount]


def _mark_tip_lines(order: Order, lines: Lines, tip: Decimal) -> Lines | None:
    """Return the lines with the tip marked, if custom lines are as much as the stated tip and no line has a mark."""
    custom_ids = {line.id for line in order.line_items if line.variant_id is None and not line.gift_card}
    custom = [line for line in lines if line.kind is LineKind.ITEM and line.line_item_id in custom_ids]
    named = [line for line in custom if line.title.strip().lower() == _TIP_TITLE]
    for tips in (named, *([line] for line in custom)):
        if tips and sum_lines(tips) == tip:
            return [replace(line, kind=LineKind.TIP) if line in tips else line for line in lines]
    return None


def _list_unallocated_taxes(order: Order, lines: Lines, missing: Decimal) -> tuple[Tax, ...]:
    """The taxes of the order less those of its lines, as far as they say what is missing."""
    if not any(line.taxes for line in lines):
        return order.taxes
    on_lines: dict[tuple[str, Decimal | None, bool], Decimal] = defaultdict(Decimal)
    for line in lines:
        for tax in line.taxes:
            on_lines[_get_key(tax)] += tax.amount.amount
    rests = [
        replace(tax, amount=tax.amount - Money(on_lines.pop(_get_key(tax), ZERO), tax.amount.currency))
        for tax in order.taxes
    ]
    rests = [tax for tax in rests if tax.amount.amount]
    return tuple(rests) if sum((tax.amount.amount for tax in rests), ZERO) == missing else ()


def _get_key(tax: Tax) -> tuple[str, Decimal | None, bool]:
    return tax.title, tax.rate, tax.channel_liable


def _get_amount(money: Money | None) -> Decimal:
    return money.amount if money else ZERO
