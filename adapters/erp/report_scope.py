"""Which orders a report is about, and what the reports about sales read of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, cast, false, null, or_, select
from sqlalchemy.sql import Select

from novex_shopify.adapters.erp.order_part_rows import OrderLineRow, RefundRow
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.report_facts import RefundPartRow
from novex_shopify.adapters.erp.report_functions import without_index
from novex_shopify.adapters.persistence.column_types import Amount
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.report import REFUNDABLE_KINDS, ReportPeriod, ShopPeriod

ORDERS, LINES, REFUNDS = get_columns(OrderRow), get_columns(OrderLineRow), get_columns(RefundRow)
PARTS = get_columns(RefundPartRow)
IS_REAL = and_(ORDERS["deleted_at"].is_(None), ORDERS["test"].is_(False))
IS_SOLD = and_(IS_REAL, ORDERS["cancelled_at"].is_(None))

NO_AMOUNT = cast(null(), Amount())
"""In a part of a union that has none of a kind."""


def is_ordered_in(period: ReportPeriod) -> ColumnElement[bool]:
    return _is_in(period, ORDERS["ordered_at"])


def is_refunded_in(period: ReportPeriod) -> ColumnElement[bool]:
    return _is_in(period, REFUNDS["refunded_at"])


def is_of_shops(shops: Iterable[ShopPeriod]) -> ColumnElement[bool]:
    # The range of time says more: a store may have all orders, and each would be read for it.
    return without_index(ORDERS["shop_domain"]).in_([each.shop for each in shops])


def _is_in(period: ReportPeriod, moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Stores of one time zone have one range, which an index finds."""
    by_range: dict[tuple[datetime, datetime], list[ShopPeriod]] = defaultdict(list)
    for each in period.shops:
        by_range[each.since, each.until].append(each)
    return or_(
        false(),
        *(and_(is_of_shops(shops), moment >= since, moment < until) for (since, until), shops in by_range.items()),
    )


def select_refunded(period: ReportPeriod, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """The parts of refunds: these columns, `refunded`, and `refunded_tax_on_top` of it."""
    on_top = case((ORDERS["taxes_included"].is_(False), PARTS["tax"]))
    statement = select(*columns, PARTS["amount"].label("refunded"), on_top.label("refunded_tax_on_top"))
    statement = statement.select_from(RefundRow).join(OrderRow, ORDERS["id"] == REFUNDS["order_id"])
    is_of_refund = and_(*(PARTS[name] == REFUNDS[name] for name in ("order_id", "shopify_refund_id")))
    return statement.join(RefundPartRow, is_of_refund).where(IS_SOLD, is_refunded_in(period))


def join_refunded_line(statement: Select[Any]) -> Select[Any]:
    """The line of the order that a part names; none if it names none, or the order has it no longer."""
    is_it = and_(
        LINES["order_id"] == PARTS["order_id"],
        LINES["line_item_id"] == PARTS["line_item_id"],
        LINES["kind"].in_(REFUNDABLE_KINDS),
    )
    return statement.outerjoin(OrderLineRow, is_it)
