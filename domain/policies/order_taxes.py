"""The tax that Shopify states for the whole order and no line has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_conversion import compute_tolerance, count_refund_amounts
from novex_shopify.domain.policies.order_lines import ZERO, OrderLevelAmount, sum_taxes

Lines = Sequence[SalesOrderLine]


def list_unallocated_taxes(order: Order, lines: Lines, *, edited: bool) -> Sequence[OrderLevelAmount | None]:
    """The stated tax less that of the lines: all of it if no line has any, or what was rounded for the whole order.

    The likeliest first. An edited order states the tax that is left, to which the returned tax is added.
    """
    if not edited:
        stated = _get_stated_tax(order)
        return [None if stated is None else _build_tax(order, lines, stated)]
    on_lines, amounts = sum_taxes(lines), sum(len(line.taxes) for line in lines) + count_refund_amounts(order.refunds)
    rounding = compute_tolerance(order, 1 + amounts)
    left = list(_list_taxes_with_edits(order, on_lines))
    beside = [_build_tax(order, lines, each) for each in left if abs(each - on_lines) > rounding]
    return beside if left and len(beside) == len(left) else [None, *beside]


def _list_taxes_with_edits(order: Order, on_lines: Decimal) -> Iterator[Decimal]:
    """The tax of an edited order. It is not known whether Shopify takes that of refunded shipping off what is left."""
    if order.totals.current_tax:
        of_lines = sum([line.tax.amount for refund in order.refunds for line in refund.lines], ZERO)
        of_others = sum([each.tax.amount for refund in order.refunds for each in refund.adjustments], ZERO)
        yield order.totals.current_tax.amount + of_lines + of_others
        yield order.totals.current_tax.amount + of_lines
    # That of the placed order says nothing if the lines have more by now.
    placed = _get_stated_tax(order)
    if placed is not None and placed > on_lines:
        yield placed


def _get_stated_tax(order: Order) -> Decimal | None:
    """The total tax, which Shopify may leave out; the taxes of the order are the same, one by one."""
    if order.totals.tax is not None:
        return order.totals.tax.amount
    return sum([tax.amount.amount for tax in order.taxes], ZERO) if order.taxes else None


def _build_tax(order: Order, lines: Lines, stated: Decimal) -> OrderLevelAmount | None:
    missing = stated - sum_taxes(lines)
    # A tax of 0.00 is stated with its rate, which an untaxed order does not have.
    if not missing and (any(line.taxes for line in lines) or not order.taxes):
        return None
    amount, taxes = ZERO if order.taxes_included else missing, _list_taxes_of(order, lines, missing)
    return OrderLevelAmount(LineKind.TAX, "Tax on no line in particular", amount, missing, taxes)


def _list_taxes_of(order: Order, lines: Lines, missing: Decimal) -> tuple[Tax, ...]:
    """The taxes of the order, or what its lines have less than them, if that is what is missing."""
    if not any(line.taxes for line in lines):
        return order.taxes
    on_lines = sum(len(line.taxes) for line in lines)
    for taxes in (order.taxes, _subtract_taxes_of_lines(order, lines)):
        difference = sum([tax.amount.amount for tax in taxes], ZERO) - missing
        if taxes and abs(difference) <= compute_tolerance(order, 1 + on_lines + len(taxes)):
            return taxes
    return ()


def _subtract_taxes_of_lines(order: Order, lines: Lines) -> tuple[Tax, ...]:
    on_lines: dict[tuple[str, Decimal | None, bool], Decimal] = defaultdict(Decimal)
    for line in lines:
        for tax in line.taxes:
            on_lines[_get_key(tax)] += tax.amount.amount
    rests = [(tax, tax.amount.amount - on_lines.pop(_get_key(tax), ZERO)) for tax in order.taxes]
    return tuple(_reduce_tax(tax, rest) for tax, rest in rests if rest)


def _reduce_tax(tax: Tax, rest: Decimal) -> Tax:
    """What is left of a tax is not stated in the customer's currency."""
    return tax if rest == tax.amount.amount else replace(tax, amount=Money(rest, tax.amount.currency), presentment=None)


def _get_key(tax: Tax) -> tuple[str, Decimal | None, bool]:
    return tax.title, tax.rate, tax.channel_liable
