"""`erp_orders`: the row and the domain object."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from novex_shopify.adapters.erp.address_document import decode_address, encode_address
from novex_shopify.adapters.erp.amounts import to_amount, to_money
from novex_shopify.adapters.erp.order_details_document import (
    decode_attributes,
    decode_localized_fields,
    decode_payment_terms,
    encode_attributes,
    encode_localized_fields,
    encode_payment_terms,
)
from novex_shopify.adapters.erp.order_part_rows import FulfillmentRow, OrderLineRow, RefundRow, ReturnRow
from novex_shopify.adapters.persistence.column_types import Amount, BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company
from novex_shopify.domain.model.order_details import OrderSource, TaxTerms
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.customer_keys import normalize_email
from novex_shopify.domain.policies.report_rows import find_country

ORDER_KEY = ("shop_domain", "shopify_order_id")
SOLD_COLUMNS = (
    "ordered_at",
    "shop_domain",
    "currency",
    "total",
    "tax",
    "customer_id",
    "country_code",
    "taxes_included",
    "id",
)
"""What reports read of the orders that count as sold: an index has it all, and is a tenth of the table."""

_COPIED_COLUMNS = (
    "name",
    "ordered_at",
    "created_at",
    "taxes_included",
    "customer_id",
    "po_number",
    "email",
    "phone",
    "financial_status",
    "fulfillment_status",
    "customer_locale",
    "tags",
    "note",
    "cancelled_at",
    "cancel_reason",
    "test",
)


class OrderRow(Row, table=True):
    """Addresses are JSON: they belong to the order as written, not to the customer. Searches use `normalized_email`.

    `country_code` is that of the address that the order is sent to; taxes are reported by it, also after an erasure.

    So are `payment_terms`, `localized_fields` and `note_attributes` (`order_details_document.py`).
    """

    __tablename__ = "erp_orders"
    __table_args__ = (
        UniqueConstraint(*ORDER_KEY),
        Index("ix_erp_orders_of_shop", "shop_domain", "ordered_at", "shopify_order_id"),
        Index(
            "ix_erp_orders_sold",
            *SOLD_COLUMNS,
            postgresql_where=text("deleted_at IS NULL AND test IS false AND cancelled_at IS NULL"),
            sqlite_where=text("deleted_at IS NULL AND test IS 0 AND cancelled_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_order_id: int = Field(sa_type=BigInteger)
    name: str = Field(default="", index=True)
    ordered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    created_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    currency: str = ""
    total: Decimal = Field(default=Decimal(0), sa_type=Amount)
    tax: Decimal | None = Field(default=None, sa_type=Amount)
    channel_tax: Decimal | None = Field(default=None, sa_type=Amount)
    taxes_included: bool = False
    current_total: Decimal | None = Field(default=None, sa_type=Amount)
    outstanding: Decimal | None = Field(default=None, sa_type=Amount)
    cash_rounding: Decimal | None = Field(default=None, sa_type=Amount)
    refund_cash_rounding: Decimal | None = Field(default=None, sa_type=Amount)
    presentment_currency: str | None = None
    presentment_total: Decimal | None = Field(default=None, sa_type=Amount)
    payment_gateways: str = "[]"
    discount_codes: str = "[]"
    customer_id: str | None = Field(default=None, index=True)
    shopify_company_id: int | None = Field(default=None, sa_type=BigInteger)
    shopify_company_location_id: int | None = Field(default=None, sa_type=BigInteger)
    tax_registration_id: str | None = None
    po_number: str | None = None
    email: str | None = None
    normalized_email: str | None = Field(default=None, index=True)
    phone: str | None = None
    shipping_address: str | None = None
    billing_address: str | None = None
    country_code: str | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    source: str | None = None
    source_identifier: str | None = Field(default=None, index=True)
    app_id: int | None = Field(default=None, sa_type=BigInteger)
    retail_location_id: int | None = Field(default=None, sa_type=BigInteger)
    customer_locale: str | None = None
    payment_terms: str | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    tax_exempt: bool = False
    taxes_estimated: bool = False
    merchant_entity_id: str | None = None
    merchant_of_record_app_id: int | None = Field(default=None, sa_type=BigInteger)
    localized_fields: str = "[]"
    note_attributes: str = "[]"
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
        "channel_tax": to_amount(order.channel_tax),
        "current_total": to_amount(order.current_total),
        "outstanding": to_amount(order.outstanding),
        "cash_rounding": to_amount(order.cash_rounding),
        "refund_cash_rounding": to_amount(order.refund_cash_rounding),
        "presentment_currency": presentment.currency if presentment else None,
        "presentment_total": presentment.amount if presentment else None,
        "payment_gateways": to_json(order.payment_gateways),
        "discount_codes": to_json(order.discount_codes),
        **_build_company_columns(order),
        **_build_details_columns(order),
        "shipping_address": encode_address(order.shipping_address) if order.shipping_address else None,
        "billing_address": encode_address(order.billing_address) if order.billing_address else None,
        "country_code": find_country(order.shipping_address, order.billing_address),
        "normalized_email": normalize_email(order.email) or order.email,
        **{name: getattr(order, name) for name in _COPIED_COLUMNS},
    }


def to_sales_order(
    row: OrderRow,
    lines: Sequence[OrderLineRow],
    refunds: Sequence[RefundRow],
    returns: Sequence[ReturnRow],
    fulfillments: Sequence[FulfillmentRow],
) -> SalesOrder:
    """Takes objects of the tables, or rows with the same attributes."""
    assert row.ordered_at is not None
    return SalesOrder(
        shop_domain=row.shop_domain,
        shopify_order_id=row.shopify_order_id,
        total=Money(row.total, row.currency),
        tax=to_money(row.tax, row.currency),
        channel_tax=to_money(row.channel_tax, row.currency),
        current_total=to_money(row.current_total, row.currency),
        outstanding=to_money(row.outstanding, row.currency),
        cash_rounding=to_money(row.cash_rounding, row.currency),
        refund_cash_rounding=to_money(row.refund_cash_rounding, row.currency),
        presentment_total=to_money(row.presentment_total, row.presentment_currency),
        payment_gateways=msgspec.json.decode(row.payment_gateways, type=tuple[str, ...]),
        discount_codes=msgspec.json.decode(row.discount_codes, type=tuple[str, ...]),
        company=_to_company(row),
        source=OrderSource(row.source, row.source_identifier, row.app_id, row.retail_location_id),
        payment_terms=decode_payment_terms(row.payment_terms) if row.payment_terms else None,
        tax_terms=TaxTerms(row.tax_exempt, row.taxes_estimated, row.merchant_entity_id, row.merchant_of_record_app_id),
        localized_fields=decode_localized_fields(row.localized_fields),
        note_attributes=decode_attributes(row.note_attributes),
        shipping_address=_to_address(row.shipping_address),
        billing_address=_to_address(row.billing_address),
        lines=tuple(OrderLineRow.to_domain(line, row.currency, row.presentment_currency) for line in lines),
        refunds=tuple(map(RefundRow.to_domain, refunds)),
        returns=tuple(map(ReturnRow.to_domain, returns)),
        fulfillments=tuple(map(FulfillmentRow.to_domain, fulfillments)),
        deleted_at=row.deleted_at,
        risk=row.risk,
        id=str(row.id),
        **{name: getattr(row, name) for name in _COPIED_COLUMNS},
    )


def _build_company_columns(order: SalesOrder) -> dict[str, Any]:
    company = order.company
    return {
        "shopify_company_id": company.id if company else None,
        "shopify_company_location_id": company.location_id if company else None,
        "tax_registration_id": company.tax_registration_id if company else None,
    }


def _build_details_columns(order: SalesOrder) -> dict[str, Any]:
    source, terms, taxes = order.source, order.payment_terms, order.tax_terms
    return {
        "source": source.name,
        "source_identifier": source.identifier,
        "app_id": source.app_id,
        "retail_location_id": source.location_id,
        "payment_terms": encode_payment_terms(terms) if terms else None,
        "due_at": terms.due_at if terms else None,
        "tax_exempt": taxes.exempt,
        "taxes_estimated": taxes.estimated,
        "merchant_entity_id": taxes.merchant_entity_id,
        "merchant_of_record_app_id": taxes.merchant_of_record_app_id,
        "localized_fields": encode_localized_fields(order.localized_fields),
        "note_attributes": encode_attributes(order.note_attributes),
    }


def _to_company(row: OrderRow) -> Company | None:
    if not row.shopify_company_id:
        return None
    return Company(row.shopify_company_id, row.shopify_company_location_id, row.tax_registration_id)


def _to_address(text: str | None) -> Address | None:
    return decode_address(text) if text else None
