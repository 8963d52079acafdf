"""Taxes by country and rate, computed in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Label,
    Select,
    String,
    case,
    cast,
    column,
    false,
    func,
    literal,
    null,
    select,
    true,
)
from sqlmodel import Session

from novex_shopify.adapters.erp.order_part_rows import OrderLineRow
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.report_functions import json_document, json_length, json_rows, sum_amounts
from novex_shopify.adapters.erp.report_scope import (
    IS_SOLD,
    LINES,
    NO_AMOUNT,
    ORDERS,
    get_refunded_amount,
    is_ordered_in,
    join_refunded_line,
    select_refunded,
)
from novex_shopify.adapters.persistence.column_types import Amount
from novex_shopify.domain.model.report import UNALLOCATED_REFUND, ReportPeriod, TaxSum
from novex_shopify.domain.policies.report_rows import add_taxes

_TAX = json_rows(LINES["taxes"]).table_valued(column("value", JSON), name="tax")
_TITLE, _RATE, _AMOUNT, _CHANNEL_LIABLE = 1, 2, 3, 4
"""Where they are in a tax of `line_document.py`."""
_KEY = ("country", "title", "rate", "channel_liable", "currency")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxReport:
    """The part of `Reports` about taxes."""

    session: Session

    def sum_taxes(self, period: ReportPeriod) -> Sequence[TaxSum]:
        parts = [_add_up(each) for each in _select_parts(period)]
        rows = self.session.connection().execute(parts[0].union_all(*parts[1:])).all()
        return add_taxes(
            TaxSum(
                row.country,
                row.title,
                Decimal(row.rate) if row.rate is not None else None,
                bool(row.channel_liable),
                row.currency,
                (row.total or _ZERO) - (row.total_tax or _ZERO),
                row.tax or _ZERO,
                row.refunded_tax or _ZERO,
            )
            for row in rows
        )


def _select_parts(period: ReportPeriod) -> list[Select[Any]]:
    country, currency = ORDERS["country_code"].label("country"), ORDERS["currency"]
    sold = [country, currency, LINES["total"], LINES["tax"].label("total_tax"), NO_AMOUNT.label("refunded_tax")]
    lines = select(*sold).join_from(OrderRow, OrderLineRow, LINES["order_id"] == ORDERS["id"])
    lines = lines.where(IS_SOLD, is_ordered_in(period))
    amount = cast(_TAX.c.value[_AMOUNT].as_string(), Amount())
    # A line without stated taxes is one row too, with what tax it has.
    taxes = lines.add_columns(*_list_tax_columns(_TAX.c.value), func.coalesce(amount, LINES["tax"]).label("tax"))
    return [taxes.outerjoin(_TAX, true()), *_select_refunded(period, [country, currency])]


def _select_refunded(period: ReportPeriod, key: Sequence[ColumnElement[Any]]) -> list[Select[Any]]:
    not_sold = [NO_AMOUNT.label("total"), NO_AMOUNT.label("total_tax")]
    taxes = json_document(LINES["taxes"])
    has_one = func.coalesce(json_length(LINES["taxes"]), 0) == 1  # only then it is known which of them was refunded
    by_tax = [
        case((has_one, each), else_=other).label(each.name)
        for each, other in zip(_list_tax_columns(taxes[0]), _list_constants(UNALLOCATED_REFUND), strict=True)
    ]
    refunds = []
    for part, columns in (("lines", by_tax), ("adjustments", _list_constants(UNALLOCATED_REFUND))):
        refunded_tax = get_refunded_amount(part, "tax").label("refunded_tax")
        refunds.append(select_refunded(period, part, [*key, *not_sold, refunded_tax, *columns, NO_AMOUNT.label("tax")]))
    return [join_refunded_line(refunds[0]), refunds[1]]


def _list_tax_columns(tax: Any) -> list[Label[Any]]:
    return [
        tax[_TITLE].as_string().label("title"),
        tax[_RATE].as_string().label("rate"),
        tax[_CHANNEL_LIABLE].as_boolean().label("channel_liable"),
    ]


def _list_constants(title: str | None) -> list[Label[Any]]:
    return [literal(title, String).label("title"), cast(null(), String).label("rate"), false().label("channel_liable")]


def _add_up(part: Select[Any]) -> Select[Any]:
    rows = part.subquery()
    key = [rows.c[name] for name in _KEY]
    amounts = [sum_amounts(rows.c[name]).label(name) for name in ("total", "total_tax", "tax", "refunded_tax")]
    return select(*key, *amounts).group_by(*key)
