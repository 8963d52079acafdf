"""The data of the document `order`."""

from datetime import datetime
from decimal import Decimal

from novex_shopify.adapters.shopify.graphql.responses import (
    Connection,
    CustomerEmailAddress,
    CustomerPhoneNumber,
    GraphQLStruct,
    MailingAddress,
    Reference,
)


class MoneyV2(GraphQLStruct):
    """An amount in one currency."""

    amount: Decimal
    currency_code: str


class MoneyBag(GraphQLStruct):
    """An amount in the shop's currency, and in the customer's where asked for."""

    shop_money: MoneyV2
    presentment_money: MoneyV2 | None = None


class TaxLine(GraphQLStruct):
    """One tax."""

    title: str
    price_set: MoneyBag
    rate: Decimal | None = None


class DiscountApplication(GraphQLStruct):
    """A discount of the order; which of the two it has depends on its kind."""

    code: str | None = None
    title: str | None = None


class DiscountAllocation(GraphQLStruct):
    """The part of a discount that falls on one line."""

    allocated_amount_set: MoneyBag
    discount_application: DiscountApplication


class ProductVariant(GraphQLStruct):
    """The variant of a line, while it exists."""

    legacy_resource_id: str


class LineItem(GraphQLStruct):
    """Goods."""

    id: str
    title: str
    quantity: int
    current_quantity: int
    is_gift_card: bool
    requires_shipping: bool
    original_unit_price_set: MoneyBag
    tax_lines: list[TaxLine]
    discount_allocations: list[DiscountAllocation]
    variant_title: str | None = None
    sku: str | None = None
    variant: ProductVariant | None = None


class ShippingLine(GraphQLStruct):
    """Freight."""

    title: str
    is_removed: bool
    original_price_set: MoneyBag
    tax_lines: list[TaxLine]
    discount_allocations: list[DiscountAllocation]
    id: str | None = None


class CashRoundingAdjustment(GraphQLStruct):
    """What a cash payment was rounded by."""

    payment_set: MoneyBag


class Customer(GraphQLStruct):
    """Who bought."""

    legacy_resource_id: str
    updated_at: datetime
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: CustomerEmailAddress | None = None
    default_phone_number: CustomerPhoneNumber | None = None
    default_address: MailingAddress | None = None


class PurchasingEntity(GraphQLStruct):
    """For whom it was bought; empty unless it is a company."""

    company: Reference | None = None
    location: Reference | None = None


class FulfillmentTrackingInfo(GraphQLStruct):
    """One tracking number."""

    company: str | None = None
    number: str | None = None


class Fulfillment(GraphQLStruct):
    """A fulfillment, without its lines."""

    id: str
    status: str
    updated_at: datetime
    tracking_info: list[FulfillmentTrackingInfo]


class RefundLineItem(GraphQLStruct):
    """Goods refunded."""

    quantity: int
    restock_type: str
    line_item: Reference
    subtotal_set: MoneyBag
    total_tax_set: MoneyBag
    location: Reference | None = None


class RefundShippingLine(GraphQLStruct):
    """Freight refunded."""

    subtotal_amount_set: MoneyBag
    tax_amount_set: MoneyBag


class OrderAdjustment(GraphQLStruct):
    """What a refund differs by from its goods."""

    amount_set: MoneyBag
    tax_amount_set: MoneyBag
    reason: str | None = None


class OrderTransaction(GraphQLStruct):
    """Money on its way."""

    id: str
    kind: str
    status: str
    amount_set: MoneyBag
    gateway: str | None = None


class Refund(GraphQLStruct):
    """A refund with one page of its lines."""

    legacy_resource_id: str
    processed_at: datetime
    refund_line_items: Connection[RefundLineItem]
    refund_shipping_lines: Connection[RefundShippingLine]
    order_adjustments: Connection[OrderAdjustment]
    transactions: Connection[OrderTransaction]
    note: str | None = None


class Order(GraphQLStruct):
    """An order with one page of its lines."""

    legacy_resource_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    currency_code: str
    taxes_included: bool
    duties_included: bool
    test: bool
    tags: list[str]
    payment_gateway_names: list[str]
    discount_codes: list[str]
    display_fulfillment_status: str
    total_price_set: MoneyBag
    current_total_price_set: MoneyBag
    total_tip_received_set: MoneyBag
    total_outstanding_set: MoneyBag
    shipping_lines: Connection[ShippingLine]
    line_items: Connection[LineItem]
    fulfillments: list[Fulfillment]
    refunds: list[Reference]
    display_financial_status: str | None = None
    total_discounts_set: MoneyBag | None = None
    total_tax_set: MoneyBag | None = None
    original_total_duties_set: MoneyBag | None = None
    original_total_additional_fees_set: MoneyBag | None = None
    total_cash_rounding_adjustment: CashRoundingAdjustment | None = None
    customer: Customer | None = None
    purchasing_entity: PurchasingEntity | None = None
    email: str | None = None
    phone: str | None = None
    po_number: str | None = None
    note: str | None = None
    source_name: str | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    shipping_address: MailingAddress | None = None
    billing_address: MailingAddress | None = None


class RefundResponse(GraphQLStruct):
    """`refund`."""

    refund: Refund


class OrderResponse(GraphQLStruct):
    """`order`."""

    order: Order | None
