"""How each figure of the ERP's document came from Shopify's order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_document import lines_that_add_up, own_lines, total_of

_WHERE = {
    LineKind.TIP: "total_tip_received",
    LineKind.DUTY: "original_total_duties_set",
    LineKind.FEE: "original_total_additional_fees_set",
    LineKind.DISCOUNT: "total_discounts, less all discount_allocations",
    LineKind.TAX: "total_tax, less all tax_lines",
    LineKind.ROUNDING: "total_price, less all of the above: each amount is rounded by itself when it is converted",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount: what it is, how it was computed, and Shopify's fields that it came from."""

    what: str
    amount: Decimal
    computed: str
    shopify: str


def explain(order: Order) -> list[Figure]:
    """Every line, then the sums that have to agree; a difference is named, with where it lies."""
    lines = own_lines(order, {})
    stated: list[LineItem | ShippingLine] = [*order.line_items, *order.shipping_lines]
    figures = [_own(order, line, booked) for line, booked in zip(stated, lines, strict=True)]
    try:
        whole = lines_that_add_up(order, lines)
    except OrderTotalMismatch:
        whole = ()
    figures += [Figure(line.title, line.total.amount, "as stated", _WHERE[line.kind]) for line in whole]
    return [*figures, *_sums(order, [*lines, *whole]), *_refunds(order)]


def _own(order: Order, line: LineItem | ShippingLine, booked: SalesOrderLine) -> Figure:
    if isinstance(line, LineItem):
        price, where = f"{line.quantity} x {line.unit_price.amount}", f"line_items, id {line.id}"
    else:
        price, where = f"{line.price.amount}", f"shipping_lines, id {line.id}"
    return Figure(line.title or "without a title", booked.total.amount, price + _less_and_plus(order, line), where)


def _less_and_plus(order: Order, line: LineItem | ShippingLine) -> str:
    return "".join((*map(_discount, line.discounts), *(_tax(order, tax) for tax in line.taxes)))


def _discount(discount: Discount) -> str:
    return f" - {discount.amount.amount} {discount.title or 'discount'}"


def _tax(order: Order, tax: Tax) -> str:
    name = tax.title or "tax"
    return f" (holds {tax.amount.amount} {name})" if order.taxes_included else f" + {tax.amount.amount} {name}"


def _sums(order: Order, lines: Sequence[SalesOrderLine]) -> Iterator[Figure]:
    stated = order.stated
    discount = _total(line.discount for line in lines) - _of(lines, LineKind.DISCOUNT)
    yield from _compared("discounts", discount, stated.discounts, "total_discounts")
    yield from _compared("tax", _total(line.tax for line in lines), stated.tax, "total_tax")
    yield from _compared("total", total_of(lines), order.total, "total_price")


def _refunds(order: Order) -> Iterator[Figure]:
    for index, refund in enumerate(order.refunds):
        value = refund.value(taxes_included=order.taxes_included)
        money = " and ".join(map(str, (refund.repaid(), *refund.repaid_elsewhere())))
        repaid = f"{money} repaid" + (", more is pending" if refund.pending else "")
        yield Figure(f"refund {refund.id}", -value, repaid, f"refunds[{index}]")
    if order.refunds and order.stated.current is not None:
        returned = sum((each.value(taxes_included=order.taxes_included) for each in order.refunds), Decimal(0))
        left = order.total.amount - returned
        yield from _compared("total after refunds", left, order.stated.current, "current_total_price")


def _compared(what: str, ours: Decimal, stated: Money | None, field: str) -> Iterator[Figure]:
    if stated is None:
        return
    verdict = "agrees" if ours == stated.amount else f"Shopify says {stated.amount}, difference {ours - stated.amount}"
    yield Figure(what, ours, verdict, field)


def _total(amounts: Iterable[Money]) -> Decimal:
    return sum((money.amount for money in amounts), Decimal(0))


def _of(lines: Iterable[SalesOrderLine], kind: LineKind) -> Decimal:
    return sum((line.total.amount for line in lines if line.kind is kind), Decimal(0))
