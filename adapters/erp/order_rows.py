"""The tables of sales orders: rows and domain objects."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from novex_shopify.adapters.erp.address_document import decode_address, encode_address
from novex_shopify.adapters.erp.fulfillment_document import decode_fulfillment, encode_fulfillment
from novex_shopify.adapters.erp.line_document import decode_discounts, decode_taxes, encode_discounts, encode_taxes
from novex_shopify.adapters.erp.refund_document import decode_refund_details, encode_refund_details
from novex_shopify.adapters.persistence.column_types import Amount, BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company, OrderFulfillment
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine

ORDER_KEY = ("shop_domain", "shopify_order_id")
PERSONAL_COLUMNS = ("email", "phone", "shipping_address", "billing_address", "note")
_COPIED_COLUMNS = (
    "name",
    "ordered_at",
    "taxes_included",
    "customer_id",
    "po_number",
    "email",
    "phone",
    "financial_status",
    "fulfillment_status",
    "source",
    "tags",
    "note",
    "cancelled_at",
    "cancel_reason",
    "test",
)


class OrderRow(Row, table=True):
    """Addresses are JSON: they belong to the order as written, not to the customer."""

    __tablename__ = "erp_orders"
    __table_args__ = (UniqueConstraint(*ORDER_KEY),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_order_id: int = Field(sa_type=BigInteger)
    name: str = Field(default="", index=True)
    ordered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    currency: str = ""
    total: Decimal = Field(default=Decimal(0), sa_type=Amount)
    tax: Decimal | None = Field(default=None, sa_type=Amount)
    taxes_included: bool = False
    current_total: Decimal | None = Field(default=None, sa_type=Amount)
    outstanding: Decimal | None = Field(default=None, sa_type=Amount)
    cash_rounding: Decimal | None = Field(default=None, sa_type=Amount)
    presentment_currency: str | None = None
    presentment_total: Decimal | None = Field(default=None, sa_type=Amount)
    payment_gateways: str = "[]"
    discount_codes: str = "[]"
    customer_id: str | None = Field(default=None, index=True)
    shopify_company_id: int | None = Field(default=None, sa_type=BigInteger)
    shopify_company_location_id: int | None = Field(default=None, sa_type=BigInteger)
    po_number: str | None = None
    email: str | None = Field(default=None, index=True)
    phone: str | None = None
    shipping_address: str | None = None
    billing_address: str | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    source: str | None = None
    tags: str | None = None
    note: str | None = None
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancel_reason: str | None = None
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    risk: str | None = None
    test: bool = False


class OrderLineRow(Row, table=True):
    """Amounts are in the currency of the order. `discounts` and `taxes` are JSON (`line_document.py`)."""

    __tablename__ = "erp_order_lines"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    position: int = Field(primary_key=True)
    kind: str = LineKind.ITEM
    line_item_id: int = Field(sa_type=BigInteger)
    item_id: str | None = None
    sku: str | None = None
    title: str
    quantity: int
    current_quantity: int = 0
    unit_price: Decimal = Field(sa_type=Amount)
    discount: Decimal = Field(sa_type=Amount)
    tax: Decimal = Field(sa_type=Amount)
    total: Decimal = Field(sa_type=Amount)
    discounts: str = "[]"
    taxes: str = "[]"
    presentment_price: Decimal | None = Field(default=None, sa_type=Amount)
    requires_shipping: bool = False


class RefundRow(Row, table=True):
    """`details` is JSON (`refund_document.py`)."""

    __tablename__ = "erp_order_refunds"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    shopify_refund_id: int = Field(primary_key=True, sa_type=BigInteger)
    refunded_at: datetime = Field(sa_type=UtcDateTime)
    refunded_amount: Decimal = Field(sa_type=Amount)
    pending: bool = False
    note: str | None = None
    details: str


class FulfillmentRow(Row, table=True):
    """`details` is JSON (`fulfillment_document.py`)."""

    __tablename__ = "erp_order_fulfillments"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    shopify_fulfillment_id: int = Field(primary_key=True, sa_type=BigInteger)
    status: str | None = None
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    details: str


def build_order_row(order: SalesOrder) -> dict[str, Any]:
    """All columns but `deleted_at` and `risk`, which come with other events."""
    presentment = order.presentment_total
    return {
        "shop_domain": order.shop_domain,
        "shopify_order_id": order.shopify_order_id,
        "currency": order.total.currency,
        "total": order.total.amount,
        "tax": _to_amount(order.tax),
        "current_total": _to_amount(order.current_total),
        "outstanding": _to_amount(order.outstanding),
        "cash_rounding": _to_amount(order.cash_rounding),
        "presentment_currency": presentment.currency if presentment else None,
        "presentment_total": presentment.amount if presentment else None,
        "payment_gateways": to_json(order.payment_gateways),
        "discount_codes": to_json(order.discount_codes),
        "shopify_company_id": order.company.id if order.company else None,
        "shopify_company_location_id": order.company.location_id if order.company else None,
        "shipping_address": encode_address(order.shipping_address) if order.shipping_address else None,
        "billing_address": encode_address(order.billing_address) if order.billing_address else None,
        **{name: getattr(order, name) for name in _COPIED_COLUMNS},
    }


def build_line_row(order_id: int, position: int, line: SalesOrderLine) -> dict[str, object]:
    return {
        "order_id": order_id,
        "position": position,
        "kind": line.kind,
        "line_item_id": line.line_item_id,
        "item_id": line.item_id,
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "current_quantity": line.current_quantity,
        "unit_price": line.unit_price.amount,
        "discount": line.discount.amount,
        "tax": line.tax.amount,
        "total": line.total.amount,
        "discounts": encode_discounts(line.discounts) if line.discounts else "[]",
        "taxes": encode_taxes(line.taxes) if line.taxes else "[]",
        "presentment_price": _to_amount(line.presentment_unit_price),
        "requires_shipping": line.requires_shipping,
    }


def build_refund_row(order_id: int, refund: Refund) -> dict[str, object]:
    return {
        "order_id": order_id,
        "shopify_refund_id": refund.id,
        "refunded_at": refund.refunded_at,
        "refunded_amount": refund.refunded_amount(),
        "pending": refund.pending,
        "note": refund.note,
        "details": encode_refund_details(refund),
    }


def build_fulfillment_row(order_id: int, fulfillment: OrderFulfillment) -> dict[str, object]:
    return {
        "order_id": order_id,
        "shopify_fulfillment_id": fulfillment.id,
        "status": fulfillment.status,
        "updated_at": fulfillment.updated_at,
        "details": encode_fulfillment(fulfillment),
    }


def to_sales_order(
    row: OrderRow, lines: Sequence[OrderLineRow], refunds: Sequence[RefundRow], fulfillments: Sequence[FulfillmentRow]
) -> SalesOrder:
    assert row.ordered_at is not None
    return SalesOrder(
        shop_domain=row.shop_domain,
        shopify_order_id=row.shopify_order_id,
        total=Money(row.total, row.currency),
        tax=_to_money(row.tax, row.currency),
        current_total=_to_money(row.current_total, row.currency),
        outstanding=_to_money(row.outstanding, row.currency),
        cash_rounding=_to_money(row.cash_rounding, row.currency),
        presentment_total=_to_money(row.presentment_total, row.presentment_currency),
        payment_gateways=msgspec.json.decode(row.payment_gateways, type=tuple[str, ...]),
        discount_codes=msgspec.json.decode(row.discount_codes, type=tuple[str, ...]),
        company=Company(row.shopify_company_id, row.shopify_company_location_id) if row.shopify_company_id else None,
        shipping_address=_to_address(row.shipping_address),
        billing_address=_to_address(row.billing_address),
        lines=tuple(_to_line(line, row) for line in lines),
        refunds=tuple(map(_to_refund, refunds)),
        fulfillments=tuple(map(_to_fulfillment, fulfillments)),
        deleted_at=row.deleted_at,
        risk=row.risk,
        id=str(row.id),
        **{name: getattr(row, name) for name in _COPIED_COLUMNS},
    )


def _to_line(row: OrderLineRow, order: OrderRow) -> SalesOrderLine:
    currency = order.currency
    return SalesOrderLine(
        kind=LineKind(row.kind),
        line_item_id=row.line_item_id,
        item_id=row.item_id,
        sku=row.sku,
        title=row.title,
        quantity=row.quantity,
        current_quantity=row.current_quantity,
        unit_price=Money(row.unit_price, currency),
        discount=Money(row.discount, currency),
        tax=Money(row.tax, currency),
        total=Money(row.total, currency),
        discounts=decode_discounts(row.discounts, currency),
        taxes=decode_taxes(row.taxes, currency),
        presentment_unit_price=_to_money(row.presentment_price, order.presentment_currency),
        requires_shipping=row.requires_shipping,
    )


def _to_refund(row: RefundRow) -> Refund:
    order_id, lines, adjustments, transactions = decode_refund_details(row.details)
    return Refund(row.shopify_refund_id, order_id, row.refunded_at, lines, adjustments, transactions, row.note)


def _to_fulfillment(row: FulfillmentRow) -> OrderFulfillment:
    details = decode_fulfillment(row.details)
    return OrderFulfillment(
        row.shopify_fulfillment_id,
        row.updated_at,
        row.status,
        details.tracking_company,
        details.tracking_numbers,
        details.quantities,
    )


def _to_address(text: str | None) -> Address | None:
    return decode_address(text) if text else None


def _to_amount(money: Money | None) -> Decimal | None:
    return money.amount if money else None


def _to_money(amount: Decimal | None, currency: str | None) -> Money | None:
    return Money(amount, currency) if amount is not None and currency else None
