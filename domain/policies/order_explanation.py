"""Shows how each amount of a document was computed from Shopify's order."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.explained_amount import ExplainedAmount, compare_total
from novex_shopify.domain.policies.order_lines import (
    ZERO,
    OrderLevelAmount,
    build_lines,
    sum_channel_taxes,
    sum_lines,
    sum_taxes,
)
from novex_shopify.domain.policies.order_totals import ChargedTotal, Reading, choose_reading, list_lines
from novex_shopify.domain.policies.outstanding import explain_outstanding
from novex_shopify.domain.policies.refund_explanation import explain_refunds

_SHOPIFY_FIELDS = {
    LineKind.TIP: "total_tip_received, less tips among line_items",
    LineKind.DUTY: "original_total_duties_set, or after an edit current_total_duties_set and refunds",
    LineKind.FEE: "original_total_additional_fees_set, or after an edit current_total_additional_fees_set and refunds",
    LineKind.RETURN_FEE: "the fees of returns, or what was credited and neither repaid nor exchanged",
    LineKind.DISCOUNT: "total_discounts, less all discount_allocations",
    LineKind.TAX: "total_tax, less all tax_lines",
    LineKind.ROUNDING: "total_price, less all of the above: each amount is rounded separately when it is converted",
}
_REMITTED = "remitted by the sales channel"


def explain_order(order: Order) -> list[ExplainedAmount]:
    """Explain every line, then the totals that must agree; a difference is named and located."""
    stated: list[LineItem | ShippingLine] = [*order.line_items, *order.shipping_lines]
    reading = choose_reading(order, build_lines(order, {}))
    lines = list_lines(order, reading)
    return [
        *(_explain_line(order, line, booked) for line, booked in zip(stated, reading.lines, strict=True)),
        *(_explain_order_level_line(line, reading) for line in lines[len(reading.lines) :]),
        *_explain_left_out(order, reading),
        *_explain_totals(order, lines, reading.charged),
        *_explain_cash_rounding(order),
        *explain_refunds(order, reading.charged.amount),
        *_explain_outstanding(order, lines),
    ]


def _explain_line(order: Order, line: LineItem | ShippingLine, booked: SalesOrderLine) -> ExplainedAmount:
    if isinstance(line, LineItem):
        price, where = f"{line.quantity} x {line.unit_price.amount}", f"line_items, id {line.id}"
    else:
        price, where = f"{line.price.amount}", f"shipping_lines, id {line.id}"
    where += ", the tip" if booked.kind is LineKind.TIP else ""
    return ExplainedAmount(
        line.title or "without a title", booked.total.amount, price + _format_discounts_and_taxes(order, line), where
    )


def _format_discounts_and_taxes(order: Order, line: LineItem | ShippingLine) -> str:
    return "".join((*map(_format_discount, line.discounts), *(_format_tax(order, tax) for tax in line.taxes)))


def _format_discount(discount: Discount) -> str:
    return f" - {discount.amount.amount} {discount.title or 'discount'}"


def _format_tax(order: Order, tax: Tax) -> str:
    name = f"{tax.amount.amount} {tax.title or 'tax'}"
    if order.taxes_included:
        return f" (holds {name}{f', {_REMITTED}' if tax.channel_liable else ''})"
    return f" + {name}{f' ({_REMITTED})' if tax.channel_liable else ''}"


def _explain_order_level_line(line: SalesOrderLine, reading: Reading) -> ExplainedAmount:
    remitted = sum_channel_taxes([line])
    computed = _describe_order_level_line(line, reading) + (f"; {remitted} {_REMITTED}" if remitted else "")
    return ExplainedAmount(line.title, line.total.amount, computed, _SHOPIFY_FIELDS[line.kind])


def _describe_order_level_line(line: SalesOrderLine, reading: Reading) -> str:
    if line.kind is LineKind.ROUNDING:
        return f"at most {reading.tolerance} for each amount that was rounded"
    if line.kind is LineKind.TAX and line.tax != line.total:
        return f"the prices contain {line.tax.amount}"
    return "as stated"


def _explain_left_out(order: Order, reading: Reading) -> Iterator[ExplainedAmount]:
    left_out, reason = list(reading.left_out), "the prices contain" if reading.fits else "does not explain the total:"
    if order.duties_included and order.totals.duties and order.totals.duties.amount:
        left_out.append(OrderLevelAmount(LineKind.DUTY, "Duties", order.totals.duties.amount))
    for each in left_out:
        yield ExplainedAmount(each.title, ZERO, f"{reason} {each.amount}", _SHOPIFY_FIELDS[each.kind])


def _explain_totals(order: Order, lines: Sequence[SalesOrderLine], charged: ChargedTotal) -> Iterator[ExplainedAmount]:
    stated = order.totals
    discount = _sum_amounts(line.discount for line in lines) - _sum_lines_of_kind(lines, LineKind.DISCOUNT)
    before = "edits and exchanges" if charged.edited else None
    yield from compare_total("discounts", discount, stated.discounts, "total_discounts", before=before)
    yield from compare_total("tax", sum_taxes(lines), stated.tax, "total_tax", before=before)
    yield from _explain_channel_tax(lines)
    total = Money(charged.amount, order.total.currency)
    yield from compare_total("total", sum_lines(lines), total, _describe_total(order, charged))


def _explain_channel_tax(lines: Sequence[SalesOrderLine]) -> Iterator[ExplainedAmount]:
    if remitted := sum_channel_taxes(lines):
        own = sum_taxes(lines) - remitted
        yield ExplainedAmount("tax of the sales channel", remitted, _REMITTED, "tax_lines with channel_liable")
        yield ExplainedAmount("own tax", own, "tax, less that of the sales channel", "tax_lines")


def _describe_total(order: Order, charged: ChargedTotal) -> str:
    if not charged.edited:
        return "total_price"
    return f"current_total_price and all refunds; total_price is {order.total.amount}, as before edits and exchanges"


def _explain_cash_rounding(order: Order) -> Iterator[ExplainedAmount]:
    paid, repaid = order.totals.cash_rounding, order.totals.refund_cash_rounding
    for label, money, kind in (("paid", paid, "payment"), ("repaid", repaid, "refund")):
        if money and money.amount:
            field = f"total_cash_rounding_{kind}_adjustment_set"
            yield ExplainedAmount(f"rounding of {label} cash", money.amount, "not part of the total", field)


def _explain_outstanding(order: Order, lines: Sequence[SalesOrderLine]) -> Iterator[ExplainedAmount]:
    for part in explain_outstanding(order, lines):
        yield ExplainedAmount(f"owed: {part.reason}", part.amount, "", "total_outstanding")
    if order.totals.outstanding and order.totals.outstanding.amount:
        owed = order.totals.outstanding.amount
        by = "by the customer" if owed > 0 else "to the customer"
        yield ExplainedAmount("still owed", owed, by, "total_outstanding")


def _sum_amounts(amounts: Iterable[Money]) -> Decimal:
    return sum([money.amount for money in amounts], ZERO)


def _sum_lines_of_kind(lines: Iterable[SalesOrderLine], kind: LineKind) -> Decimal:
    return sum([line.total.amount for line in lines if line.kind is kind], ZERO)
