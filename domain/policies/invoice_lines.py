"""The lines of an invoice: those of the order's document, less what was refunded before. No amount is computed
from prices and rates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from novex_shopify.domain.model.invoice import InvoiceLine, InvoiceLot, InvoiceTax
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine

ADJUSTMENT_KINDS = {"shipping_refund": LineKind.SHIPPING, "duty": LineKind.DUTY, "fee": LineKind.FEE}
"""What the parts of a refund that are no items belong to; others are a difference in the price."""


def build_order_lines(order: SalesOrder, lots: Mapping[int, Sequence[InvoiceLot]]) -> list[InvoiceLine]:
    """`lots` are by line item."""
    return [_build_line(line, lots.get(line.line_item_id, ())) for line in order.lines]


def build_refund_lines(order: SalesOrder, refund: Refund) -> list[InvoiceLine]:
    """What a refund returns, as positive amounts. What it states as taxes is not by rate, so it has no class yet."""
    known = {line.line_item_id: line for line in order.lines if line.line_item_id}
    lines = [_build_refund_line(order, part, known.get(part.line_item_id)) for part in refund.lines]
    for part in refund.adjustments:
        kind = ADJUSTMENT_KINDS.get(part.kind, LineKind.DISCOUNT)
        net = part.amount - part.tax if order.taxes_included else part.amount
        line = _build_plain_line(kind, part.kind.replace("_", " ").capitalize(), net, part.tax)
        lines.append(replace(line, taxes=_state_as_one(_list_taxes(order, kind), part.tax)))
    return [line for line in lines if line.net.amount or line.tax.amount]


def deduct_refunds(order: SalesOrder, lines: Sequence[InvoiceLine], refunds: Sequence[Refund]) -> list[InvoiceLine]:
    """Return the lines that are left of an order after these refunds.

    A line with one tax or none is reduced. Of a line with several taxes, a refund states only their sum, so what is
    refunded is a negative line of its own. What nothing is left of is left out.
    """
    left = list(lines)
    for refund in refunds:
        for part in build_refund_lines(order, refund):
            index = _find_reducible(left, part)
            if index is None:
                left.append(_negate(part))
            else:
                left[index] = _reduce(left[index], part)
    return _drop_empty_pairs([line for line in left if line.quantity and not _is_empty(line)])


def _build_line(line: SalesOrderLine, lots: Sequence[InvoiceLot]) -> InvoiceLine:
    is_charged = line.total.amount or line.tax.amount
    return InvoiceLine(
        line.kind,
        line.line_item_id,
        line.sku,
        line.title,
        line.quantity or (1 if is_charged else 0),
        line.unit_price,
        line.discount,
        line.total - line.tax,
        line.tax,
        tuple(InvoiceTax(tax.title, tax.rate, tax.amount, tax.channel_liable) for tax in line.taxes),
        lots=tuple(lots),
    )


def _build_refund_line(order: SalesOrder, part: RefundLine, line: SalesOrderLine | None) -> InvoiceLine:
    net = part.subtotal - part.tax if order.taxes_included else part.subtotal
    if line is None:
        return replace(_build_plain_line(LineKind.ITEM, "Item", net, part.tax), quantity=part.quantity or 1)
    built = replace(_build_line(line, ()), net=net, tax=part.tax, quantity=part.quantity or 1)
    return replace(built, discount=net - net, taxes=_state_as_one(built.taxes, part.tax))


def _list_taxes(order: SalesOrder, kind: LineKind) -> Sequence[InvoiceTax]:
    """The taxes of the order's line of a kind, if it has one such line."""
    lines = [line for line in order.lines if line.kind is kind and kind in ADJUSTMENT_KINDS.values()]
    return _build_line(lines[0], ()).taxes if len(lines) == 1 else ()


def _state_as_one(taxes: Sequence[InvoiceTax], amount: Money) -> tuple[InvoiceTax, ...]:
    """A refund states the sum of taxes: it is of the one tax that there was, or of several that it does not name."""
    return (replace(taxes[0], amount=amount),) if len(taxes) == 1 else _state_sum(amount)


def _state_sum(tax: Money) -> tuple[InvoiceTax, ...]:
    return (InvoiceTax("Tax", None, tax),) if tax.amount else ()


def _build_plain_line(kind: LineKind, title: str, net: Money, tax: Money) -> InvoiceLine:
    zero = net - net
    return InvoiceLine(kind, 0, None, title, 1, net, zero, net, tax, _state_sum(tax))


def _find_reducible(lines: Sequence[InvoiceLine], part: InvoiceLine) -> int | None:
    """The line that a refunded part is of, if it can be reduced by it."""
    fitting = [
        index
        for index, line in enumerate(lines)
        if (line.line_item_id == part.line_item_id if part.line_item_id else _is_only_of_kind(lines, line, part))
    ]
    if len(fitting) != 1:
        return None
    line = lines[fitting[0]]
    is_within = part.net.amount <= line.net.amount and part.tax.amount <= line.tax.amount
    has_units = not part.line_item_id or part.quantity <= line.quantity
    return fitting[0] if len(line.taxes) <= 1 and is_within and has_units else None


def _is_only_of_kind(lines: Sequence[InvoiceLine], line: InvoiceLine, part: InvoiceLine) -> bool:
    reducible = part.kind in ADJUSTMENT_KINDS.values()
    return reducible and line.kind is part.kind and sum(each.kind is part.kind for each in lines) == 1


def _reduce(line: InvoiceLine, part: InvoiceLine) -> InvoiceLine:
    net, tax = line.net - part.net, line.tax - part.tax
    left = line.quantity - part.quantity if part.line_item_id else line.quantity
    # Money that was returned for all units leaves the units with the customer.
    quantity = left or (line.quantity if net.amount or tax.amount else 0)
    taxes = tuple(replace(each, amount=tax) for each in line.taxes)
    return replace(line, net=net, tax=tax, quantity=quantity, taxes=taxes)


def _negate(line: InvoiceLine) -> InvoiceLine:
    return replace(
        line,
        quantity=-line.quantity,
        net=-line.net,
        tax=-line.tax,
        taxes=tuple(replace(tax, amount=-tax.amount) for tax in line.taxes),
    )


def _is_empty(line: InvoiceLine) -> bool:
    """Whether nothing is left of it; what was free from the beginning stays."""
    had_a_price = bool(line.list_price.amount) and not line.discount.amount
    return not line.net.amount and not line.tax.amount and had_a_price


def _drop_empty_pairs(lines: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    """Leave out lines whose refund is as much as they are."""
    dropped: set[int] = set()
    for index, line in enumerate(lines):
        for other, refunded in enumerate(lines):
            is_pair = line.line_item_id and line.line_item_id == refunded.line_item_id and not {index, other} & dropped
            if is_pair and refunded.quantity < 0 and line.net == -refunded.net and line.tax == -refunded.tax:
                dropped |= {index, other}
    return [line for index, line in enumerate(lines) if index not in dropped]
