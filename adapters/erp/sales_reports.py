"""Sales by customer and by product, computed in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, Row, Select, and_, case, cast, func, literal, select, union_all
from sqlalchemy.sql.selectable import Subquery
from sqlmodel import Session

from novex_shopify.adapters.erp.catalog import ItemRow
from novex_shopify.adapters.erp.customers import CustomerRow
from novex_shopify.adapters.erp.order_part_rows import OrderLineRow
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.report_functions import sum_amounts
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
from novex_shopify.adapters.persistence.batch_statements import is_one_of
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.report import (
    ADJUSTMENT,
    PRODUCT_KINDS,
    CustomerSales,
    ProductSales,
    ReportPeriod,
    Sales,
    SalesTotal,
)

_CUSTOMERS, _ITEMS = get_columns(CustomerRow), get_columns(ItemRow)
_AMOUNTS = ("total", "tax", "refunded", "refunded_tax_on_top")
_COUNTS = ("orders", "units", "returned_units")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SalesReports:
    """The part of `Reports` about sales."""

    session: Session

    def sum_sales(self, period: ReportPeriod) -> Sequence[SalesTotal]:
        rows = self.session.connection().execute(_add_up(_select_orders(period), [])).all()
        return [SalesTotal(int(row.orders), _to_sales(row)) for row in rows]

    def list_customer_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[CustomerSales]:
        statement = _add_up(_select_orders(period), ["customer_id"]).limit(limit)
        rows = self.session.connection().execute(statement).all()
        people = self._find_people({int(row.customer_id) for row in rows if row.customer_id is not None})
        return [
            CustomerSales(row.customer_id, *people.get(row.customer_id, (None, None)), int(row.orders), _to_sales(row))
            for row in rows
        ]

    def list_product_sales(self, period: ReportPeriod, limit: int | None = None) -> Sequence[ProductSales]:
        statement = _add_up(_select_lines(period), ["kind", "item_id", "sku", "unnamed"]).limit(limit)
        rows = self.session.connection().execute(statement).all()
        items = self._find_items({row.item_id for row in rows if row.item_id is not None})
        return [_to_product_sales(row, items.get(row.item_id)) for row in rows]

    def _find_people(self, ids: set[int]) -> dict[str, tuple[str | None, str | None]]:
        columns = [_CUSTOMERS[name] for name in ("id", "first_name", "last_name", "email")]
        statement = select(*columns).where(is_one_of(self.session, CustomerRow, "id", ids))
        rows = self.session.connection().execute(statement).all()
        return {str(row.id): (_join(row.first_name, row.last_name), row.email) for row in rows}

    def _find_items(self, ids: set[str]) -> dict[str | None, Row[Any]]:
        columns = [_ITEMS[name] for name in ("id", "name", "sku")]
        statement = select(*columns).where(is_one_of(self.session, ItemRow, "id", ids))
        return {row.id: row for row in self.session.connection().execute(statement)}


def _select_orders(period: ReportPeriod) -> list[Select[Any]]:
    key: list[ColumnElement[Any]] = [ORDERS["customer_id"], ORDERS["currency"]]
    sold = select(
        *key,
        literal(1).label("orders"),
        ORDERS["total"],
        ORDERS["tax"],
        NO_AMOUNT.label("refunded"),
        NO_AMOUNT.label("refunded_tax_on_top"),
    )
    none_sold: list[ColumnElement[Any]] = [literal(0).label("orders"), NO_AMOUNT.label("total"), NO_AMOUNT.label("tax")]
    return [
        sold.where(IS_SOLD, is_ordered_in(period)),
        select_refunded(period, [*key, *none_sold]),
    ]


def _select_lines(period: ReportPeriod) -> list[Select[Any]]:
    is_product = LINES["kind"].in_(PRODUCT_KINDS)
    has_no_item = and_(is_product, LINES["item_id"].is_(None))
    key = [
        case((is_product, LINES["item_id"])).label("item_id"),
        case((has_no_item, LINES["sku"])).label("sku"),
        case((and_(has_no_item, LINES["sku"].is_(None)), LINES["title"])).label("unnamed"),
        ORDERS["currency"],
    ]
    sold = select(
        LINES["kind"],
        *key,
        LINES["title"],
        case((is_product, LINES["quantity"]), else_=0).label("units"),
        literal(0).label("returned_units"),
        LINES["total"],
        LINES["tax"],
        NO_AMOUNT.label("refunded"),
        NO_AMOUNT.label("refunded_tax_on_top"),
    )
    sold = sold.join_from(OrderRow, OrderLineRow, LINES["order_id"] == ORDERS["id"])
    none_sold = [NO_AMOUNT.label("total"), NO_AMOUNT.label("tax")]
    kind = func.coalesce(LINES["kind"], ADJUSTMENT).label("kind")
    returned = case((is_product, PARTS["quantity"]), else_=0).label("returned_units")
    lines = [kind, *key, LINES["title"], literal(0).label("units"), returned, *none_sold]
    return [
        sold.where(IS_SOLD, is_ordered_in(period)),
        join_refunded_line(select_refunded(period, lines)),
    ]


def _add_up(parts: Sequence[Select[Any]], key: Sequence[str]) -> Select[Any]:
    """Sum what was sold and what was refunded, by key and currency, the greatest total first.

    Each part is summed alone first: PostgreSQL does that in half the time, and with several workers.
    """
    names = [*key, "currency"]
    rows = union_all(*(_sum(part.subquery(), names) for part in parts)).subquery()
    total = func.coalesce(cast(sum_amounts(rows.c.total), Float), 0)
    order = [rows.c[name].asc().nulls_last() for name in names]
    return _sum(rows, names).order_by(total.desc(), *order)


def _sum(rows: Subquery, names: Sequence[str]) -> Select[Any]:
    columns = [rows.c[name] for name in names]
    counts = [func.sum(rows.c[name]).label(name) for name in _COUNTS if name in rows.c]
    amounts = [sum_amounts(rows.c[name]).label(name) for name in _AMOUNTS]
    titles = [func.max(rows.c.title).label("title")] if "title" in rows.c else []
    return select(*columns, *counts, *amounts, *titles).group_by(*columns)


def _join(*names: str | None) -> str | None:
    return " ".join(filter(None, names)) or None


def _to_sales(row: Row[Any]) -> Sales:
    total, tax = row.total or _ZERO, row.tax or _ZERO
    refunded = (row.refunded or _ZERO) + (row.refunded_tax_on_top or _ZERO)
    return Sales(row.currency, total - tax, tax, total, refunded)


def _to_product_sales(row: Row[Any], item: Row[Any] | None) -> ProductSales:
    title = item.name if item else row.title or ""
    sku = item.sku if item else row.sku
    return ProductSales(row.kind, row.item_id, sku, title, int(row.units), int(row.returned_units), _to_sales(row))
