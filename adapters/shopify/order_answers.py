"""The data of the document `order`."""

from datetime import datetime
from decimal import Decimal

from novex_shopify.adapters.shopify.answers import Connection, Email, Id, MailingAddress, Phone, Struct


class Money(Struct):
    """An amount in one currency."""

    amount: Decimal
    currency_code: str


class MoneyBag(Struct):
    """An amount in the shop's currency, and in the customer's where asked for."""

    shop_money: Money
    presentment_money: Money | None = None


class Tax(Struct):
    """One tax."""

    title: str
    price_set: MoneyBag
    rate: Decimal | None = None


class DiscountApplication(Struct):
    """A discount of the order; which of the two it has depends on its kind."""

    code: str | None = None
    title: str | None = None


class Discount(Struct):
    """The part of a discount that falls on one line."""

    allocated_amount_set: MoneyBag
    discount_application: DiscountApplication


class Variant(Struct):
    """The variant of a line, while it exists."""

    legacy_resource_id: str


class Line(Struct):
    """Goods."""

    id: str
    title: str
    quantity: int
    current_quantity: int
    is_gift_card: bool
    requires_shipping: bool
    original_unit_price_set: MoneyBag
    tax_lines: list[Tax]
    discount_allocations: list[Discount]
    variant_title: str | None = None
    sku: str | None = None
    variant: Variant | None = None


class ShippingLine(Struct):
    """Freight."""

    title: str
    is_removed: bool
    original_price_set: MoneyBag
    tax_lines: list[Tax]
    discount_allocations: list[Discount]
    id: str | None = None


class CashRounding(Struct):
    """What a cash payment was rounded by."""

    payment_set: MoneyBag


class Customer(Struct):
    """Who bought."""

    legacy_resource_id: str
    updated_at: datetime
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: Email | None = None
    default_phone_number: Phone | None = None
    default_address: MailingAddress | None = None


class PurchasingEntity(Struct):
    """For whom it was bought; empty unless it is a company."""

    company: Id | None = None
    location: Id | None = None


class Tracking(Struct):
    """One tracking number."""

    company: str | None = None
    number: str | None = None


class Parcel(Struct):
    """A fulfillment, without its lines."""

    id: str
    status: str
    updated_at: datetime
    tracking_info: list[Tracking]


class RefundLine(Struct):
    """Goods refunded."""

    quantity: int
    restock_type: str
    line_item: Id
    subtotal_set: MoneyBag
    total_tax_set: MoneyBag
    location: Id | None = None


class RefundShippingLine(Struct):
    """Freight refunded."""

    subtotal_amount_set: MoneyBag
    tax_amount_set: MoneyBag


class OrderAdjustment(Struct):
    """What a refund differs by from its goods."""

    amount_set: MoneyBag
    tax_amount_set: MoneyBag
    reason: str | None = None


class Transaction(Struct):
    """Money on its way."""

    id: str
    kind: str
    status: str
    amount_set: MoneyBag
    gateway: str | None = None


class Refund(Struct):
    """A refund with one page of its lines."""

    legacy_resource_id: str
    processed_at: datetime
    refund_line_items: Connection[RefundLine]
    refund_shipping_lines: Connection[RefundShippingLine]
    order_adjustments: Connection[OrderAdjustment]
    transactions: Connection[Transaction]
    note: str | None = None


class Order(Struct):
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
    line_items: Connection[Line]
    fulfillments: list[Parcel]
    refunds: list[Id]
    display_financial_status: str | None = None
    total_discounts_set: MoneyBag | None = None
    total_tax_set: MoneyBag | None = None
    original_total_duties_set: MoneyBag | None = None
    original_total_additional_fees_set: MoneyBag | None = None
    total_cash_rounding_adjustment: CashRounding | None = None
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


class RefundAnswer(Struct):
    """`refund`."""

    refund: Refund


class OrderAnswer(Struct):
    """`order`."""

    order: Order | None
