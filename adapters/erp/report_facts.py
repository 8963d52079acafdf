"""`erp_order_taxes` and `erp_refund_parts`: what reports add up of an order's lines and refunds, written with them.

The lines and refunds themselves have it as JSON. To read 300,000 of these takes longer than the rest of a report.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from sqlalchemy import BigInteger, delete
from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import Amount
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.report_rows import add_taxes, list_line_taxes


class OrderTaxRow(Row, table=True):
    """One tax of all lines of an order; without a title, what no tax was stated of. `net` is what was taxed."""

    __tablename__ = "erp_order_taxes"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    position: int = Field(primary_key=True)
    title: str | None = None
    rate: Decimal | None = Field(default=None, sa_type=Amount)
    channel_liable: bool = False
    net: Decimal = Field(sa_type=Amount)
    tax: Decimal = Field(sa_type=Amount)


class RefundPartRow(Row, table=True):
    """A refunded line, or without `line_item_id` what was refunded beside the lines."""

    __tablename__ = "erp_refund_parts"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    shopify_refund_id: int = Field(primary_key=True, sa_type=BigInteger)
    position: int = Field(primary_key=True)
    line_item_id: int | None = Field(default=None, sa_type=BigInteger)
    quantity: int = 0
    amount: Decimal = Field(sa_type=Amount)
    tax: Decimal = Field(sa_type=Amount)


def write_order_taxes(session: Session, orders: Sequence[tuple[int, SalesOrder]]) -> None:
    """Replace those of these orders, by the ERP's ids."""
    if orders:
        theirs = is_one_of(session, OrderTaxRow, "order_id", [order_id for order_id, _ in orders])
        session.connection().execute(delete(OrderTaxRow).where(theirs))
        insert_many(session, OrderTaxRow, [row for order_id, order in orders for row in _list_taxes(order_id, order)])


def write_refund_parts(session: Session, refunds: Iterable[tuple[int, Refund]]) -> None:
    """Replace those of these refunds, with the ERP's ids of their orders."""
    if not (written := list(refunds)):
        return
    theirs = (
        is_one_of(session, RefundPartRow, "order_id", {order_id for order_id, _ in written}),
        is_one_of(session, RefundPartRow, "shopify_refund_id", {refund.id for _, refund in written}),
    )
    session.connection().execute(delete(RefundPartRow).where(*theirs))
    insert_many(session, RefundPartRow, [row for pair in written for row in _list_parts(*pair)])


def _list_taxes(order_id: int, order: SalesOrder) -> Iterator[dict[str, object]]:
    sums = add_taxes(each for line in order.lines for each in list_line_taxes(None, line))
    for position, each in enumerate(sums, start=1):
        yield {
            "order_id": order_id,
            "position": position,
            "title": each.title,
            "rate": each.rate,
            "channel_liable": each.channel_liable,
            "net": each.net,
            "tax": each.tax,
        }


def _list_parts(order_id: int, refund: Refund) -> Iterator[dict[str, object]]:
    lines = [(each.line_item_id, each.quantity, each.subtotal, each.tax) for each in refund.lines]
    beside = [(None, 0, each.amount, each.tax) for each in refund.adjustments]
    for position, (line_item_id, quantity, amount, tax) in enumerate([*lines, *beside], start=1):
        yield {
            "order_id": order_id,
            "shopify_refund_id": refund.id,
            "position": position,
            "line_item_id": line_item_id,
            "quantity": quantity,
            "amount": amount.amount,
            "tax": tax.amount,
        }
