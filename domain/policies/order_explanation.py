"""Shows how each amount of a document was computed from Shopify's order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_lines import build_lines, sum_lines
from novex_shopify.domain.policies.order_totals import complete_lines
from novex_shopify.domain.policies.outstanding import explain_outstanding

_SHOPIFY_FIELDS = {
    LineKind.TIP: "total_tip_received",
    LineKind.DUTY: "original_total_duties_set",
    LineKind.FEE: "original_total_additional_fees_set",
    LineKind.RETURN_FEE: "the fees of returns, or what was credited and neither repaid nor exchanged",
    LineKind.DISCOUNT: "total_discounts, less all discount_allocations",
    LineKind.TAX: "total_tax, less all tax_lines",
    LineKind.ROUNDING: "total_price, less all of the above: each amount is rounded separately when it is converted",
}


@dataclass(frozen=True, slots=True)
class ExplainedAmount:
    """One amount: its label, its computation, and the Shopify fields it came from."""

    label: str
    amount: Decimal
    computed: str
    shopify: str


def explain_order(order: Order) -> list[ExplainedAmount]:
    """Explain every line, then the totals that must agree; a difference is named and located."""
    lines = build_lines(order, {})
    stated: list[LineItem | ShippingLine] = [*order.line_items, *order.shipping_lines]
    figures = [_explain_line(order, line, booked) for line, booked in zip(stated, lines, strict=True)]
    try:
        whole = complete_lines(order, lines)[len(lines) :]
    except OrderTotalMismatch:
        whole = ()
    figures += [
        ExplainedAmount(line.title, line.total.amount, "as stated", _SHOPIFY_FIELDS[line.kind]) for line in whole
    ]
    booked_lines = [*lines, *whole]
    return [
        *figures,
        *_explain_totals(order, booked_lines),
        *_explain_refunds(order, booked_lines),
        *_explain_outstanding(order, booked_lines),
    ]


def _explain_line(order: Order, line: LineItem | ShippingLine, booked: SalesOrderLine) -> ExplainedAmount:
    if isinstance(line, LineItem):
        price, where = f"{line.quantity} x {line.unit_price.amount}", f"line_items, id {line.id}"
    else:
        price, where = f"{line.price.amount}", f"shipping_lines, id {line.id}"
    return ExplainedAmount(
        line.title or "without a title", booked.total.amount, price + _format_discounts_and_taxes(order, line), where
    )


def _format_discounts_and_taxes(order: Order, line: LineItem | ShippingLine) -> str:
    return "".join((*map(_format_discount, line.discounts), *(_format_tax(order, tax) for tax in line.taxes)))


def _format_discount(discount: Discount) -> str:
    return f" - {discount.amount.amount} {discount.title or 'discount'}"


def _format_tax(order: Order, tax: Tax) -> str:
    name = tax.title or "tax"
    return f" (holds {tax.amount.amount} {name})" if order.taxes_included else f" + {tax.amount.amount} {name}"


def _explain_totals(order: Order, lines: Sequence[SalesOrderLine]) -> Iterator[ExplainedAmount]:
    stated = order.totals
    discount = _sum_amounts(line.discount for line in lines) - _sum_lines_of_kind(lines, LineKind.DISCOUNT)
    yield from _compare_total("discounts", discount, stated.discounts, "total_discounts")
    yield from _compare_total("tax", _sum_amounts(line.tax for line in lines), stated.tax, "total_tax")
    total = sum_lines(lines)
    if total == order.total.amount or not _is_confirmed_by_current_total(order, total):
        yield from _compare_total("total", total, order.total, "total_price")
        return
    added = f"{order.total.amount} when the order was placed, {total - order.total.amount} was added to it"
    yield ExplainedAmount("total", total, added, "current_total_price, and what refunds credit")


def _is_confirmed_by_current_total(order: Order, total: Decimal) -> bool:
    return order.totals.current is not None and total - _sum_credits(order) == order.totals.current.amount


def _sum_credits(order: Order) -> Decimal:
    return sum((each.value(taxes_included=order.taxes_included) for each in order.refunds), Decimal(0))


def _explain_outstanding(order: Order, lines: Sequence[SalesOrderLine]) -> Iterator[ExplainedAmount]:
    for part in explain_outstanding(order, lines):
        yield ExplainedAmount(f"owed: {part.reason}", part.amount, "", "total_outstanding")
    if order.totals.outstanding and order.totals.outstanding.amount:
        owed = order.totals.outstanding.amount
        by = "by the customer" if owed > 0 else "to the customer"
        yield ExplainedAmount("still owed", owed, by, "total_outstanding")


def _explain_refunds(order: Order, lines: Sequence[SalesOrderLine]) -> Iterator[ExplainedAmount]:
    for index, refund in enumerate(order.refunds):
        value = refund.value(taxes_included=order.taxes_included)
        money = " and ".join(map(str, (refund.refunded_amount(), *refund.refunded_in_other_currencies())))
        repaid = f"{money} repaid" + (", more is pending" if refund.pending else "")
        yield ExplainedAmount(f"refund {refund.id}", -value, repaid, f"refunds[{index}]")
    if order.refunds and order.totals.current is not None:
        left = sum_lines(lines) - _sum_credits(order)
        yield from _compare_total("total after refunds", left, order.totals.current, "current_total_price")


def _compare_total(what: str, ours: Decimal, stated: Money | None, field: str) -> Iterator[ExplainedAmount]:
    if stated is None:
        return
    verdict = "agrees" if ours == stated.amount else f"Shopify says {stated.amount}, difference {ours - stated.amount}"
    yield ExplainedAmount(what, ours, verdict, field)


def _sum_amounts(amounts: Iterable[Money]) -> Decimal:
    return sum((money.amount for money in amounts), Decimal(0))


def _sum_lines_of_kind(lines: Iterable[SalesOrderLine], kind: LineKind) -> Decimal:
    return sum((line.total.amount for line in lines if line.kind is kind), Decimal(0))
