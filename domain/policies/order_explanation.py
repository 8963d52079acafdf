"""Shows how each amount of a document was computed from Shopify's order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_lines import ZERO, build_lines, sum_channel_taxes, sum_lines, sum_taxes
from novex_shopify.domain.policies.order_totals import choose_reading, complete_lines
from novex_shopify.domain.policies.outstanding import explain_outstanding

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


@dataclass(frozen=True, slots=True)
class ExplainedAmount:
    """One amount: its label, its computation, and the Shopify fields it came from."""

    label: str
    amount: Decimal
    computed: str
    shopify: str


def explain_order(order: Order) -> list[ExplainedAmount]:
    """Explain every line, then the totals that must agree; a difference is named and located."""
    stated: list[LineItem | ShippingLine] = [*order.line_items, *order.shipping_lines]
    lines: Sequence[SalesOrderLine] = build_lines(order, {})
    try:
        lines, charged = complete_lines(order, lines), choose_reading(order, lines).charged.amount
    except OrderTotalMismatch:
        charged = order.total.amount
    of_lines, of_order = lines[: len(stated)], lines[len(stated) :]
    return [
        *(_explain_line(order, line, booked) for line, booked in zip(stated, of_lines, strict=True)),
        *map(_explain_order_level_line, of_order),
        *_explain_totals(order, lines, charged),
        *_explain_cash_rounding(order),
        *_explain_refunds(order, charged),
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


def _explain_order_level_line(line: SalesOrderLine) -> ExplainedAmount:
    is_contained = line.kind is LineKind.TAX and line.tax != line.total
    computed = f"the prices contain {line.tax.amount}" if is_contained else "as stated"
    remitted = sum_channel_taxes([line])
    computed += f"; {remitted} {_REMITTED}" if remitted else ""
    return ExplainedAmount(line.title, line.total.amount, computed, _SHOPIFY_FIELDS[line.kind])


def _explain_totals(order: Order, lines: Sequence[SalesOrderLine], charged: Decimal) -> Iterator[ExplainedAmount]:
    stated = order.totals
    discount = _sum_amounts(line.discount for line in lines) - _sum_lines_of_kind(lines, LineKind.DISCOUNT)
    yield from _compare_total("discounts", discount, stated.discounts, "total_discounts")
    yield from _compare_total("tax", sum_taxes(lines), stated.tax, "total_tax")
    if remitted := sum_channel_taxes(lines):
        yield ExplainedAmount("tax of the sales channel", remitted, _REMITTED, "tax_lines with channel_liable")
        yield ExplainedAmount(
            "own tax", sum_taxes(lines) - remitted, "tax, less that of the sales channel", "tax_lines"
        )
    yield from _compare_total(
        "total", sum_lines(lines), Money(charged, order.total.currency), _name_total(order, charged)
    )


def _name_total(order: Order, charged: Decimal) -> str:
    if charged == order.total.amount:
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


def _explain_refunds(order: Order, charged: Decimal) -> Iterator[ExplainedAmount]:
    for index, refund in enumerate(order.refunds):
        yield from _explain_refund_parts(order, refund, f"refunds[{index}]")
        value = refund.value(taxes_included=order.taxes_included)
        money = " and ".join(map(str, (refund.refunded_amount(), *refund.refunded_in_other_currencies())))
        repaid = f"{money} repaid" + (", more is pending" if refund.pending else "")
        yield ExplainedAmount(f"refund {refund.id}", -value, repaid, f"refunds[{index}]")
    if order.refunds and order.totals.current is not None:
        left = charged - _sum_returned(order)
        yield from _compare_total("total after refunds", left, order.totals.current, "current_total_price")


def _explain_refund_parts(order: Order, refund: Refund, where: str) -> Iterator[ExplainedAmount]:
    for line in refund.lines:
        label, amount = f"refund {refund.id}: line {line.line_item_id}", line.subtotal.amount
        yield _explain_refund_part(order, f"{label}, quantity {line.quantity}", amount, line.tax.amount, where)
    for each in refund.adjustments:
        label = f"refund {refund.id}: {each.kind.replace('_', ' ')}"
        yield _explain_refund_part(order, label, each.amount.amount, each.tax.amount, where)


def _explain_refund_part(order: Order, label: str, amount: Decimal, tax: Decimal, where: str) -> ExplainedAmount:
    if order.taxes_included:
        return ExplainedAmount(label, -amount, f"{amount} (holds {tax} tax)" if tax else f"{amount}", where)
    return ExplainedAmount(label, -amount - tax, f"{amount} + {tax} tax" if tax else f"{amount}", where)


def _sum_returned(order: Order) -> Decimal:
    return sum([each.value(taxes_included=order.taxes_included) for each in order.refunds], ZERO)


def _compare_total(what: str, ours: Decimal, stated: Money | None, field: str) -> Iterator[ExplainedAmount]:
    if stated is None:
        return
    verdict = "agrees" if ours == stated.amount else f"Shopify says {stated.amount}, difference {ours - stated.amount}"
    yield ExplainedAmount(what, ours, verdict, field)


def _sum_amounts(amounts: Iterable[Money]) -> Decimal:
    return sum([money.amount for money in amounts], ZERO)


def _sum_lines_of_kind(lines: Iterable[SalesOrderLine], kind: LineKind) -> Decimal:
    return sum([line.total.amount for line in lines if line.kind is kind], ZERO)
