"""Webhook bodies of orders, as far as the product reads them."""

from decimal import Decimal

import msgspec

from novex_shopify.adapters.shopify.field_types import CurrencyCode, Decisive, Moment, Quantity, ShopifyId
from novex_shopify.adapters.shopify.webhooks.customer_schemas import Address, Customer
from novex_shopify.adapters.shopify.webhooks.fulfillment_schemas import Fulfillment
from novex_shopify.adapters.shopify.webhooks.money_schemas import AmountSet
from novex_shopify.adapters.shopify.webhooks.refund_schemas import Refund


class TaxLine(msgspec.Struct):
    """A tax in the shop's currency."""

    price: Decisive[Decimal | None] = None
    title: str | None = None
    rate: Decimal | None = None


class DiscountAllocation(msgspec.Struct):
    """The share of a discount that one line gets."""

    amount: Decisive[Decimal | None] = None
    discount_application_index: int | None = None


class DiscountApplication(msgspec.Struct):
    """A discount of the order. Allocations refer to it by its index."""

    code: str | None = None
    title: str | None = None
    description: str | None = None


class DiscountCode(msgspec.Struct):
    code: str | None = None


class LineItem(msgspec.Struct):
    id: ShopifyId
    quantity: Quantity
    price: Decimal
    title: str | None = None
    variant_title: str | None = None
    variant_id: ShopifyId | None = None
    product_exists: bool | None = None
    sku: str | None = None
    current_quantity: Decisive[Quantity | None] = None
    gift_card: bool | None = None
    requires_shipping: bool | None = None
    price_set: AmountSet | None = None
    tax_lines: Decisive[list[TaxLine] | None] = None
    discount_allocations: Decisive[list[DiscountAllocation] | None] = None


class ShippingLine(msgspec.Struct):
    """A shipping line. Removed ones stay in the list."""

    id: ShopifyId | None = None
    price: Decisive[Decimal | None] = None
    title: str | None = None
    is_removed: Decisive[bool | None] = None
    tax_lines: Decisive[list[TaxLine] | None] = None
    discount_allocations: Decisive[list[DiscountAllocation] | None] = None


class CompanyReference(msgspec.Struct):
    """The company that bought (B2B)."""

    id: ShopifyId
    location_id: ShopifyId | None = None


class Order(msgspec.Struct):
    """All `orders/*` topics except `delete`, `edited` and `risk_assessment_changed`."""

    id: ShopifyId
    created_at: Moment
    updated_at: Moment
    currency: CurrencyCode
    total_price: Decimal
    name: str | None = None
    total_price_set: AmountSet | None = None
    current_total_price: Decisive[Decimal | None] = None
    total_discounts: Decisive[Decimal | None] = None
    total_tax: Decisive[Decimal | None] = None
    total_tip_received: Decisive[Decimal | None] = None
    total_outstanding: Decimal | None = None
    original_total_duties_set: Decisive[AmountSet | None] = None
    original_total_additional_fees_set: Decisive[AmountSet | None] = None
    total_cash_rounding_payment_adjustment_set: Decisive[AmountSet | None] = None
    taxes_included: Decisive[bool | None] = None
    duties_included: Decisive[bool | None] = None
    line_items: Decisive[list[LineItem] | None] = None
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
    tags: str | None = None
    note: str | None = None
    cancelled_at: Decisive[Moment | None] = None
    cancel_reason: str | None = None
    test: Decisive[bool | None] = None


class RiskAssessment(msgspec.Struct):
    """`orders/risk_assessment_changed`."""

    order_id: ShopifyId
    risk_level: str
