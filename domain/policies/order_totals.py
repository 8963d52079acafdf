"""Decides what Shopify's total contains beside the lines of an order. docs/orders.md explains the rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_charges import (
    find_unallocated_discount,
    list_duties,
    list_fees,
    list_possible_tips,
    list_tips,
)
from novex_shopify.domain.policies.order_conversion import (
    compute_tolerance,
    count_line_amounts,
    count_refund_amounts,
)
from novex_shopify.domain.policies.order_lines import (
    ZERO,
    OrderLevelAmount,
    build_order_level_line,
    sum_lines,
    sum_taxes,
)
from novex_shopify.domain.policies.order_taxes import list_unallocated_taxes
from novex_shopify.domain.policies.return_fees import NO_RETURN_FEES, list_return_fees

_CHARGES = frozenset({LineKind.DUTY, LineKind.FEE})
_CORRECTIONS = frozenset({LineKind.DISCOUNT, LineKind.TAX})


@dataclass(frozen=True, slots=True)
class ChargedTotal:
    """What the customer was charged: when the order was placed, or with all that edits added.

    `converted` is how many converted amounts it was computed from.
    """

    amount: Decimal
    edited: bool
    converted: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an order: its lines, the amounts beside them, and the total that they must reach.

    `left_out` are stated amounts that are not added.
    """

    charged: ChargedTotal
    lines: Sequence[SalesOrderLine]
    amounts: tuple[OrderLevelAmount, ...]
    tolerance: Decimal
    left_out: tuple[OrderLevelAmount, ...] = ()

    @property
    def difference(self) -> Decimal:
        return self.charged.amount - sum_lines(self.lines) - sum([each.amount for each in self.amounts], ZERO)

    @property
    def fits(self) -> bool:
        return abs(self.difference) <= self.tolerance


def complete_lines(order: Order, lines: Sequence[SalesOrderLine]) -> tuple[SalesOrderLine, ...]:
    """Add lines for the amounts of the whole order, so that all add up to its total. Raises `OrderTotalMismatch`."""
    if _is_complete(order, lines) and list_return_fees(order, lines) == NO_RETURN_FEES:
        return tuple(lines)
    reading = choose_reading(order, lines)
    if not reading.fits:
        raise _build_mismatch(order, reading)
    return list_lines(order, reading)


def list_lines(order: Order, reading: Reading) -> tuple[SalesOrderLine, ...]:
    """Return the lines of a reading, with one for what conversion changed if it fits."""
    amounts = list(reading.amounts)
    if reading.fits and reading.difference:
        amounts.append(OrderLevelAmount(LineKind.ROUNDING, "Conversion of the customer's currency", reading.difference))
    return (*reading.lines, *(build_order_level_line(order, amount) for amount in amounts))


def choose_reading(order: Order, lines: Sequence[SalesOrderLine]) -> Reading:
    """Return the reading that counts every stated amount, or else the one that leaves out the fewest.

    If none fits, it is one without corrections, whose difference says what is missing.
    """
    complete = [reading for total in list_charged_totals(order) for reading in _iterate_readings(order, lines, total)]
    for reading in (*complete, *_iterate_partial_readings(order, complete)):
        if reading.fits:
            return reading
    return _leave_out_corrections(complete[-1])


def list_charged_totals(order: Order) -> Sequence[ChargedTotal]:
    """Return Shopify's total and, if the order was edited, first what is left of it and what was returned.

    Shopify keeps the total of an order when it is edited.
    """
    placed = ChargedTotal(order.total.amount, edited=False, converted=1)
    if order.totals.current is None:
        return [placed]
    returned = sum([refund.value(taxes_included=order.taxes_included) for refund in order.refunds], ZERO)
    amount, converted = order.totals.current.amount + returned, 1 + count_refund_amounts(order.refunds)
    if abs(amount - placed.amount) <= compute_tolerance(order, placed.converted + converted):
        return [placed]
    return [ChargedTotal(amount, edited=True, converted=converted), placed]


def _is_complete(order: Order, lines: Sequence[SalesOrderLine]) -> bool:
    totals = order.totals
    if sum_lines(lines) != order.total.amount or (totals.tax and totals.tax.amount != sum_taxes(lines)):
        return False
    if not any(line.taxes for line in lines) and order.taxes:
        return False
    return not any(money and money.amount for money in (totals.tip, totals.duties, totals.fees))


def _iterate_readings(order: Order, lines: Sequence[SalesOrderLine], charged: ChargedTotal) -> Iterator[Reading]:
    """The likeliest first."""
    discount = find_unallocated_discount(order, lines, edited=charged.edited)
    taxes = list_unallocated_taxes(order, lines, edited=charged.edited)
    for return_fee, duties, fees, (tip, all_lines), tax in product(
        list_return_fees(order, lines), list_duties(order), list_fees(order), list_tips(order, lines), taxes
    ):
        amounts = [
            OrderLevelAmount(LineKind.DUTY, "Duties", duties),
            OrderLevelAmount(LineKind.FEE, "Fees", fees),
            OrderLevelAmount(LineKind.RETURN_FEE, "Return fees", return_fee),
            OrderLevelAmount(LineKind.TIP, "Tip", tip),
            OrderLevelAmount(LineKind.DISCOUNT, "Discount on no line in particular", discount),
        ]
        stated = (*(each for each in amounts if each.amount), *([tax] if tax else []))
        converted = count_line_amounts(order) + len(stated) + charged.converted
        yield Reading(charged, all_lines, stated, compute_tolerance(order, converted))


def _iterate_partial_readings(order: Order, readings: Sequence[Reading]) -> Iterator[Reading]:
    """Leave out amounts that the prices may contain, as few as possible."""
    for count in range(1, max(len(reading.amounts) for reading in readings) + 1):
        for reading in readings:
            optional = [each for each in reading.amounts if _is_optional(order, reading, each)]
            for left_out in combinations(reversed(optional), count):
                yield _leave_out(reading, left_out)


def _is_optional(order: Order, reading: Reading, amount: OrderLevelAmount) -> bool:
    """Whether the prices may contain an amount; a tip only if it may be a line item.

    After an edit never duties and fees: what is left and what was returned of them is stated, so they are charged.
    """
    if amount.kind is LineKind.TIP:
        return bool(list_possible_tips(order, reading.lines))
    return amount.kind not in _CHARGES or not reading.charged.edited


def _leave_out(reading: Reading, left_out: tuple[OrderLevelAmount, ...]) -> Reading:
    """A tax that the prices contain is still stated."""
    kept = [each for each in reading.amounts if each not in left_out]
    taxes = [replace(each, amount=ZERO) for each in left_out if each.kind is LineKind.TAX]
    others = tuple([each for each in left_out if each.kind is not LineKind.TAX])
    return replace(reading, amounts=(*kept, *taxes), left_out=others)


def _leave_out_corrections(reading: Reading) -> Reading:
    corrections = tuple([each for each in reading.amounts if each.kind in _CORRECTIONS])
    kept = tuple([each for each in reading.amounts if each not in corrections])
    return replace(reading, amounts=kept, left_out=corrections)


def _build_mismatch(order: Order, reading: Reading) -> OrderTotalMismatch:
    computed = sum_lines(reading.lines) + sum([each.amount for each in reading.amounts], ZERO)
    located = "; ".join(f"{each.title.lower()}: {each.amount}" for each in reading.left_out)
    return OrderTotalMismatch(order.name, order.total.amount, computed, order.total.currency, located)
