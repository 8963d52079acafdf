"""`erp_orders` and `erp_order_lines`: sales orders, one per Shopify order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import BigInteger, UniqueConstraint, delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import insert_many, one_of
from novex_shopify.adapters.persistence.row import Amount, BigId, Row, UtcDateTime
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import SalesOrder, SalesOrderLine

_AS_THEY_ARE = (
    "name",
    "ordered_at",
    "customer_id",
    "email",
    "financial_status",
    "fulfillment_status",
    "cancelled_at",
    "test",
)


class OrderRow(Row, table=True):
    """One document. Addresses are JSON: they belong to the order as written, not to the customer."""

    __tablename__ = "erp_orders"
    __table_args__ = (UniqueConstraint("shop_domain", "shopify_order_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_order_id: int = Field(sa_type=BigInteger)
    name: str = ""
    ordered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    currency: str = ""
    total: Decimal = Field(default=Decimal(0), sa_type=Amount)
    customer_id: str | None = None
    email: str | None = None
    shipping_address: str | None = None
    billing_address: str | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    test: bool = False


class OrderLineRow(Row, table=True):
    """One line of a document, in the document's currency."""

    __tablename__ = "erp_order_lines"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    position: int = Field(primary_key=True)
    line_item_id: int = Field(sa_type=BigInteger)
    item_id: str | None = None
    sku: str | None = None
    title: str
    quantity: int
    unit_price: Decimal = Field(sa_type=Amount)
    discount: Decimal = Field(sa_type=Amount)
    tax: Decimal = Field(sa_type=Amount)
    total: Decimal = Field(sa_type=Amount)


@dataclass(frozen=True, slots=True)
class SqlOrders:
    """The port `ErpOrders`."""

    session: Session

    def apply(self, orders: Sequence[SalesOrder]) -> Sequence[str]:
        """Create the documents or bring them to these states."""
        written = insert_many(self.session, OrderRow, _order_rows(orders), _or_replace)
        ids = {(shop, shopify_order_id): order_id for shop, shopify_order_id, order_id in written}
        numbered = [(ids[order.shop_domain, order.shopify_order_id], order) for order in orders]
        if numbered:
            old_lines = delete(OrderLineRow).where(one_of(self.session, OrderLineRow, "order_id", ids.values()))
            self.session.connection().execute(old_lines)
        lines = [
            _line_row(order_id, position, line)
            for order_id, order in numbered
            for position, line in enumerate(order.lines, start=1)
        ]
        insert_many(self.session, OrderLineRow, lines)
        return [str(order_id) for order_id, _ in numbered]

    def get(self, order_id: str) -> SalesOrder | None:
        """One document."""
        row = self.session.get(OrderRow, int(order_id), populate_existing=True) if order_id.isdecimal() else None
        return self._document(row) if row else None

    def latest(self, limit: int) -> Sequence[SalesOrder]:
        """The newest documents, newest first."""
        statement = select(OrderRow).order_by(col(OrderRow.id).desc()).limit(limit)
        return [self._document(row) for row in self.session.exec(statement)]

    def _document(self, row: OrderRow) -> SalesOrder:
        statement = select(OrderLineRow).where(OrderLineRow.order_id == row.id).order_by(col(OrderLineRow.position))
        lines = self.session.exec(statement.execution_options(populate_existing=True))
        assert row.ordered_at is not None
        return SalesOrder(
            shop_domain=row.shop_domain,
            shopify_order_id=row.shopify_order_id,
            name=row.name,
            ordered_at=row.ordered_at,
            total=Money(row.total, row.currency),
            lines=tuple(_line(line, row.currency) for line in lines),
            customer_id=row.customer_id,
            email=row.email,
            shipping_address=_address(row.shipping_address),
            billing_address=_address(row.billing_address),
            financial_status=row.financial_status,
            fulfillment_status=row.fulfillment_status,
            cancelled_at=row.cancelled_at,
            test=row.test,
            id=str(row.id),
        )


_KEY = ("shop_domain", "shopify_order_id")


def _or_replace(insert: Any) -> Any:
    columns = insert.table.c
    values = {column.name: insert.excluded[column.name] for column in columns if column.name not in ("id", *_KEY)}
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_=values).returning(
        columns.shop_domain, columns.shopify_order_id, columns.id
    )


def _order_rows(orders: Sequence[SalesOrder]) -> list[dict[str, Any]]:
    """In one order, so that no two transactions wait for each other."""
    return [
        {
            "shop_domain": order.shop_domain,
            "shopify_order_id": order.shopify_order_id,
            "currency": order.total.currency,
            "total": order.total.amount,
            "shipping_address": _json(order.shipping_address),
            "billing_address": _json(order.billing_address),
            **{name: getattr(order, name) for name in _AS_THEY_ARE},
        }
        for order in sorted(orders, key=lambda order: (order.shop_domain, order.shopify_order_id))
    ]


def _line_row(order_id: int, position: int, line: SalesOrderLine) -> dict[str, object]:
    return {
        "order_id": order_id,
        "position": position,
        "line_item_id": line.line_item_id,
        "item_id": line.item_id,
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "unit_price": line.unit_price.amount,
        "discount": line.discount.amount,
        "tax": line.tax.amount,
        "total": line.total.amount,
    }


def _line(row: OrderLineRow, currency: str) -> SalesOrderLine:
    return SalesOrderLine(
        line_item_id=row.line_item_id,
        item_id=row.item_id,
        sku=row.sku,
        title=row.title,
        quantity=row.quantity,
        unit_price=Money(row.unit_price, currency),
        discount=Money(row.discount, currency),
        tax=Money(row.tax, currency),
        total=Money(row.total, currency),
    )


def _json(address: Address | None) -> str | None:
    return msgspec.json.encode(address).decode() if address else None


def _address(text: str | None) -> Address | None:
    return msgspec.json.decode(text, type=Address) if text else None
