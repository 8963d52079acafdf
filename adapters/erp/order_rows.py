"""`erp_orders`: the row and the domain object."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from novex_shopify.adapters.erp.address_document import decode_address, encode_address
from novex_shopify.adapters.erp.order_part_rows import FulfillmentRow, OrderLineRow, RefundRow, to_amount, to_money
from novex_shopify.adapters.persistence.column_types import Amount, BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company
from novex_shopify.domain.model.sales_order import SalesOrder

ORDER_KEY = ("shop_domain", "shopify_order_id")
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


def build_order_row(order: SalesOrder) -> dict[str, Any]:
    """All columns but `deleted_at` and `risk`, which come with other events."""
    presentment = order.presentment_total
    return {
        "shop_domain": order.shop_domain,
        "shopify_order_id": order.shopify_order_id,
        "currency": order.total.currency,
        "total": order.total.amount,
        "tax": to_amount(order.tax),
        "current_total": to_amount(order.current_total),
        "outstanding": to_amount(order.outstanding),
        "cash_rounding": to_amount(order.cash_rounding),
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


def to_sales_order(
    row: OrderRow, lines: Sequence[OrderLineRow], refunds: Sequence[RefundRow], fulfillments: Sequence[FulfillmentRow]
) -> SalesOrder:
    assert row.ordered_at is not None
    return SalesOrder(
        shop_domain=row.shop_domain,
        shopify_order_id=row.shopify_order_id,
        total=Money(row.total, row.currency),
        tax=to_money(row.tax, row.currency),
        current_total=to_money(row.current_total, row.currency),
        outstanding=to_money(row.outstanding, row.currency),
        cash_rounding=to_money(row.cash_rounding, row.currency),
        presentment_total=to_money(row.presentment_total, row.presentment_currency),
        payment_gateways=msgspec.json.decode(row.payment_gateways, type=tuple[str, ...]),
        discount_codes=msgspec.json.decode(row.discount_codes, type=tuple[str, ...]),
        company=Company(row.shopify_company_id, row.shopify_company_location_id) if row.shopify_company_id else None,
        shipping_address=_to_address(row.shipping_address),
        billing_address=_to_address(row.billing_address),
        lines=tuple(line.to_domain(row.currency, row.presentment_currency) for line in lines),
        refunds=tuple(refund.to_domain() for refund in refunds),
        fulfillments=tuple(each.to_domain() for each in fulfillments),
        deleted_at=row.deleted_at,
        risk=row.risk,
        id=str(row.id),
        **{name: getattr(row, name) for name in _COPIED_COLUMNS},
    )


def _to_address(text: str | None) -> Address | None:
    return decode_address(text) if text else None
