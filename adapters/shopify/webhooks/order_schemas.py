"""Webhook bodies of orders, as far as the product reads them."""

from decimal import Decimal
from typing import Any

import msgspec

from novex_shopify.adapters.shopify.field_types import CurrencyCode, Decisive, Moment, Quantity, ShopifyId
from novex_shopify.adapters.shopify.webhooks.customer_schemas import Address, Customer
from novex_shopify.adapters.shopify.webhooks.fulfillment_schemas import Fulfillment
from novex_shopify.adapters.shopify.webhooks.money_schemas import AmountSet
from novex_shopify.adapters.shopify.webhooks.refund_schemas import Refund

Attributes = list[Any] | dict[str, Any] | None
"""What customers and apps entered: a list of names and values, or an object of them."""


class TaxLine(msgspec.Struct):
    """A tax in the shop's currency."""

    price: Decisive[Decimal | None] = None
    price_set: AmountSet | None = None
    title: str | None = None
    rate: Decimal | None = None
    channel_liable: Decisive[bool | None] = None


class DiscountAllocation(msgspec.Struct):
    """The share of a discount that one line gets."""

    amount: Decisive[Decimal | None] = None
    amount_set: AmountSet | None = None
    discount_application_index: int | None = None


class DiscountApplication(msgspec.Struct):
    """A discount of the order. Allocations refer to it by its index."""

    code: str | None = None
    title: str | None = None
    description: str | None = None


class DiscountCode(msgspec.Struct):
    code: str | None = None


class Tip(msgspec.Struct):
    """How a tip was paid. Only a line item that is a tip has one."""


class LineItemGroup(msgspec.Struct):
    """A bundle. Its lines refer to it by `sales_line_item_group_id`."""

    id: ShopifyId
    title: str | None = None
    quantity: int | None = None
    variant_id: ShopifyId | None = None
    variant_sku: str | None = None


class LineItem(msgspec.Struct):
    """A line."""

    id: ShopifyId
    quantity: Quantity
    price: Decimal
    title: str | None = None
    variant_title: str | None = None
    variant_id: ShopifyId | None = None
    product_exists: bool | None = None
    sku: str | None = None
    current_quantity: Decisive[Quantity | None] = None
    fulfillable_quantity: Quantity | None = None
    gift_card: bool | None = None
    requires_shipping: bool | None = None
    fulfillment_service: str | None = None
    taxable: bool | None = None
    vendor: str | None = None
    grams: Quantity | None = None
    properties: Attributes = None
    sales_line_item_group_id: ShopifyId | None = None
    price_set: AmountSet | None = None
    tax_lines: Decisive[list[TaxLine] | None] = None
    discount_allocations: Decisive[list[DiscountAllocation] | None] = None
    tip: Decisive[Tip | None] = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class ShippingLine(msgspec.Struct):
    """A shipping line. Removed ones stay in the list."""

    id: ShopifyId | None = None
    price: Decisive[Decimal | None] = None
    price_set: AmountSet | None = None
    title: str | None = None
    is_removed: Decisive[bool | None] = None
    code: str | None = None
    source: str | None = None
    carrier_identifier: str | None = None
    tax_lines: Decisive[list[TaxLine] | None] = None
    discount_allocations: Decisive[list[DiscountAllocation] | None] = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class PaymentSchedule(msgspec.Struct):
    due_at: Moment | None = None
    issued_at: Moment | None = None
    completed_at: Moment | None = None


class PaymentTerms(msgspec.Struct):
    payment_terms_name: str | None = None
    payment_terms_type: str | None = None
    due_in_days: int | None = None
    payment_schedules: list[PaymentSchedule] | None = None


class CompanyReference(msgspec.Struct):
    """The company that bought (B2B)."""

    id: ShopifyId
    location_id: ShopifyId | None = None


class Order(msgspec.Struct):
    """All `orders/*` topics except `delete`, `edited` and `risk_assessment_changed`."""

    id: ShopifyId
    currency: CurrencyCode
    total_price: Decimal
    name: str | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    processed_at: Moment | None = None
    total_price_set: AmountSet | None = None
    current_total_price: Decisive[Decimal | None] = None
    total_discounts: Decisive[Decimal | None] = None
    total_tax: Decisive[Decimal | None] = None
    current_total_tax: Decisive[Decimal | None] = None
    total_tip_received: Decisive[Decimal | None] = None
    total_outstanding: Decimal | None = None
    original_total_duties_set: Decisive[AmountSet | None] = None
    original_total_additional_fees_set: Decisive[AmountSet | None] = None
    current_total_duties_set: Decisive[AmountSet | None] = None
    current_total_additional_fees_set: Decisive[AmountSet | None] = None
    total_cash_rounding_payment_adjustment_set: AmountSet | None = None
    total_cash_rounding_refund_adjustment_set: AmountSet | None = None
    tax_lines: Decisive[list[TaxLine] | None] = None
    taxes_included: Decisive[bool | None] = None
    duties_included: Decisive[bool | None] = None
    line_items: Decisive[list[LineItem] | None] = None
    line_item_groups: list[LineItemGroup] | None = None
    shipping_lines: Decisive[list[ShippingLine] | None] = None
    discount_applications: list[DiscountApplication] | None = None
    discount_codes: list[DiscountCode] | None = None
    refunds: Decisive[list[Refund] | None] = None
    fulfillments: list[Fulfillment] | None = None
    customer: Customer | None = None
    company: CompanyReference | None = None
    po_number: str | None = None
    email: str | None = None
    phone: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    payment_gateway_names: list[str] | None = None
    source_name: str | None = None
    source_identifier: str | None = None
    app_id: ShopifyId | None = None
    location_id: ShopifyId | None = None
    customer_locale: str | None = None
    payment_terms: PaymentTerms | None = None
    tax_exempt: bool | None = None
    estimated_taxes: bool | None = None
    merchant_business_entity_id: str | None = None
    merchant_of_record_app_id: ShopifyId | None = None
    note_attributes: Attributes = None
    tags: str | None = None
    note: str | None = None
    cancelled_at: Decisive[Moment | None] = None
    cancel_reason: str | None = None
    test: Decisive[bool | None] = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class RiskAssessment(msgspec.Struct):
    """`orders/risk_assessment_changed`."""

    order_id: ShopifyId
    risk_level: str
    created_at: Moment | None = None
