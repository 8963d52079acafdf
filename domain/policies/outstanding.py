"""Explains what the customer still owes, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_lines import ZERO, sum_lines


@dataclass(frozen=True, slots=True)
class OutstandingPart:
    """One reason why something is owed; negative if it lowers the debt."""

    reason: str
    amount: Decimal


def explain_outstanding(order: Order, lines: Sequence[SalesOrderLine]) -> Sequence[OutstandingPart]:
    """Return why Shopify's outstanding amount is what it is; the parts add up to it. Empty if nothing is owed.

    `lines` are those of the document. A positive amount is owed by the customer, a negative one to the customer.
    """
    if order.totals.outstanding is None or not order.totals.outstanding.amount:
        return ()
    parts = [part for part in _list_known_parts(order, lines) if part.amount]
    rest = order.totals.outstanding.amount - sum((part.amount for part in parts), ZERO)
    return (*parts, *_explain_rest(rest))


def _list_known_parts(order: Order, lines: Sequence[SalesOrderLine]) -> Iterator[OutstandingPart]:
    exchanged = {item for each in order.returns for line in each.exchange_lines for item in line.line_item_ids}
    exchange = sum_lines(line for line in lines if line.line_item_id in exchanged)
    fees = sum_lines(line for line in lines if line.kind is LineKind.RETURN_FEE)
    credited = sum((refund.value(taxes_included=order.taxes_included) for refund in order.refunds), ZERO)
    repaid = sum((refund.refunded_amount() for refund in order.refunds), ZERO)
    added = sum_lines(lines) - order.total.amount - exchange - fees
    yield OutstandingPart("exchange items", exchange)
    yield OutstandingPart("return fees", fees)
    yield OutstandingPart("added after the order was placed", max(added, ZERO))
    yield OutstandingPart("credited by refunds", -credited)
    yield OutstandingPart("repaid", repaid)


def _explain_rest(rest: Decimal) -> Iterator[OutstandingPart]:
    if rest > 0:
        yield OutstandingPart("not paid of the original order", rest)
    elif rest:
        yield OutstandingPart("paid in addition to the original order", rest)
