"""Shows how the refunds of an order lead from what was charged to Shopify's total of today."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.policies.explained_amount import ExplainedAmount, compare_total

_SHOPIFY_FIELDS = {
    "shipping_refund": "refund_shipping_lines",
    "duty": "duties",
    "fee": "total_additional_fees_set",
}


def explain_refunds(order: Order, charged: Decimal) -> Iterator[ExplainedAmount]:
    """Explain each part of each refund, its sum and the repaid money, then what is left of the order."""
    for index, refund in enumerate(order.refunds):
        yield from _explain_refund(order, refund, f"refunds[{index}]")
    if order.refunds:
        left, current = charged - _sum_values(order, order.refunds), order.totals.current
        pending = _describe_pending(order, charged)
        yield from compare_total("total after refunds", left, current, "current_total_price", before=pending)


def _describe_pending(order: Order, charged: Decimal) -> str | None:
    """Name the pending refunds if Shopify's total does not contain them yet. It may."""
    pending = [f"refund {each.id}" for each in order.refunds if each.pending]
    without_pending = charged - _sum_values(order, (each for each in order.refunds if not each.pending))
    if not pending or order.totals.current is None or order.totals.current.amount != without_pending:
        return None
    return f"{' and '.join(pending)}, still pending"


def _sum_values(order: Order, refunds: Iterable[Refund]) -> Decimal:
    return sum((each.value(taxes_included=order.taxes_included) for each in refunds), Decimal(0))


def explain_later_refunds(order: Order, known: Iterable[Refund]) -> Iterator[ExplainedAmount]:
    """Explain the refunds that the ERP knows and the state does not contain, so that its totals are without them."""
    stated = {refund.id for refund in order.refunds}
    for refund in known:
        if refund.id not in stated:
            yield from _explain_refund(order, refund, "later refunds/create")


def _explain_refund(order: Order, refund: Refund, where: str) -> Iterator[ExplainedAmount]:
    yield from _explain_parts(order, refund, where)
    value = refund.value(taxes_included=order.taxes_included)
    yield ExplainedAmount(f"refund {refund.id}", -value, _describe_money(refund), f"{where}.transactions")


def _explain_parts(order: Order, refund: Refund, where: str) -> Iterator[ExplainedAmount]:
    for line in refund.lines:
        label = f"refund {refund.id}: {line.quantity} x {_find_title(order, line.line_item_id)}"
        yield _explain_part(order, label, line.subtotal.amount, line.tax.amount, f"{where}.refund_line_items")
    for each in refund.adjustments:
        label = f"refund {refund.id}: {each.kind.replace('_', ' ')}"
        field = _SHOPIFY_FIELDS.get(each.kind, "order_adjustments")
        yield _explain_part(order, label, each.amount.amount, each.tax.amount, f"{where}.{field}")


def _explain_part(order: Order, label: str, amount: Decimal, tax: Decimal, where: str) -> ExplainedAmount:
    if order.taxes_included:
        return ExplainedAmount(label, -amount, f"{amount} (holds {tax} tax)" if tax else f"{amount}", where)
    return ExplainedAmount(label, -amount - tax, f"{amount} + {tax} tax" if tax else f"{amount}", where)


def _find_title(order: Order, line_item_id: int) -> str:
    titles = (line.title for line in order.line_items if line.id == line_item_id)
    return next(filter(None, titles), f"line {line_item_id}")


def _describe_money(refund: Refund) -> str:
    money = " and ".join(map(str, (refund.refunded_amount(), *refund.refunded_in_other_currencies())))
    return f"{money} repaid" + (", more is pending" if refund.pending else "")
