"""Taxes by country and rate, computed in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Label, Select, case, cast, false, func, select
from sqlmodel import Session

from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.report_facts import OrderTaxRow
from novex_shopify.adapters.erp.report_functions import json_document, json_length, sum_amounts
from novex_shopify.adapters.erp.report_scope import (
    IS_SOLD,
    LINES,
    NO_AMOUNT,
    ORDERS,
    PARTS,
    is_ordered_in,
    join_refunded_line,
    select_refunded,
)
from novex_shopify.adapters.persistence.column_types import Amount
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.report import UNALLOCATED_REFUND, ReportPeriod, TaxSum
from novex_shopify.domain.policies.report_rows import add_taxes

_TAXES = get_columns(OrderTaxRow)
_TITLE, _RATE, _CHANNEL_LIABLE = 1, 2, 4
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
                row.rate,
                bool(row.channel_liable),
                row.currency,
                row.net or _ZERO,
                row.tax or _ZERO,
                row.refunded_tax or _ZERO,
            )
            for row in rows
        )


def _select_parts(period: ReportPeriod) -> list[Select[Any]]:
    key = [ORDERS["country_code"].label("country"), ORDERS["currency"]]
    taxes = [_TAXES[name] for name in ("title", "rate", "channel_liable", "net", "tax")]
    sold = select(*key, *taxes, NO_AMOUNT.label("refunded_tax"))
    sold = sold.join_from(OrderRow, OrderTaxRow, _TAXES["order_id"] == ORDERS["id"])
    not_sold = [NO_AMOUNT.label("net"), NO_AMOUNT.label("tax")]
    refunded = select_refunded(period, [*key, *_list_refunded_tax(), *not_sold, PARTS["tax"].label("refunded_tax")])
    return [sold.where(IS_SOLD, is_ordered_in(period)), join_refunded_line(refunded)]


def _list_refunded_tax() -> list[Label[Any]]:
    """The tax of the line; only if it has one, it is known which of them was refunded."""
    has_one = func.coalesce(json_length(LINES["taxes"]), 0) == 1
    tax: Any = json_document(LINES["taxes"])[0]
    return [
        case((has_one, tax[_TITLE].as_string()), else_=UNALLOCATED_REFUND).label("title"),
        case((has_one, cast(tax[_RATE].as_string(), Amount()))).label("rate"),
        case((has_one, tax[_CHANNEL_LIABLE].as_boolean()), else_=false()).label("channel_liable"),
    ]


def _add_up(part: Select[Any]) -> Select[Any]:
    rows = part.subquery()
    key = [rows.c[name] for name in _KEY]
    amounts = [sum_amounts(rows.c[name]).label(name) for name in ("net", "tax", "refunded_tax")]
    return select(*key, *amounts).group_by(*key)
