"""An order, as the document `order` reads it."""

from decimal import Decimal

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Gid, Moment, OnlyNull, Quantity
from novex_shopify.adapters.shopify.graphql.responses import (
    Connection,
    GraphQLStruct,
    MailingAddress,
    MoneyBag,
    Reference,
)


class TaxLine(GraphQLStruct):
    title: str | None
    price_set: MoneyBag
    rate: Decimal | None = None
    channel_liable: Decisive[bool | None] = None


class DiscountApplication(GraphQLStruct):
    """A discount of the order. Code discounts have a code, all others a title."""

    code: str | None = None
    title: str | None = None


class DiscountAllocation(GraphQLStruct):
    """The share of a discount that one line gets."""

    allocated_amount_set: MoneyBag
    discount_application: DiscountApplication | None


class ProductVariant(GraphQLStruct):
    """The variant of a line item; deleted variants are null."""

    legacy_resource_id: Gid


class Attribute(GraphQLStruct):
    key: str
    value: str | None = None


class LocalizedField(GraphQLStruct):
    """A field that the country of the order requires, such as a tax number."""

    key: str
    country_code: str
    title: str
    value: str


class Weight(GraphQLStruct):
    value: Decimal
    unit: str


class LineItemGroup(GraphQLStruct):
    """The bundle that a line is a part of."""

    id: Gid
    title: str | None = None
    quantity: int | None = None
    variant_id: Gid | None = None
    variant_sku: str | None = None


class SellingPlan(GraphQLStruct):
    name: str
    selling_plan_id: Gid | None = None


class PaymentSchedule(GraphQLStruct):
    due_at: Moment | None = None
    issued_at: Moment | None = None
    completed_at: Moment | None = None


class PaymentTerms(GraphQLStruct):
    """Null if the app may not read them (`read_payment_terms`)."""

    payment_terms_name: str
    payment_terms_type: str | None = None
    due_in_days: int | None = None
    payment_schedules: Connection[PaymentSchedule] | None = None


class FulfillmentService(GraphQLStruct):
    """Who ships a line item. Shopify deprecated it, as a variant may have several; nothing else says it of a line."""

    handle: str


class LineItem(GraphQLStruct):
    id: Gid
    title: str | None
    quantity: Quantity
    current_quantity: Quantity
    is_gift_card: bool | None
    requires_shipping: bool | None
    original_unit_price_set: MoneyBag
    tax_lines: list[TaxLine]
    discount_allocations: list[DiscountAllocation]
    unfulfilled_quantity: Quantity | None = None
    fulfillment_service: FulfillmentService | None = None
    variant_title: str | None = None
    sku: str | None = None
    variant: ProductVariant | None = None
    taxable: bool | None = None
    vendor: str | None = None
    weight: Weight | None = None
    custom_attributes: list[Attribute] | None = None
    line_item_group: LineItemGroup | None = None
    selling_plan: SellingPlan | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class ShippingLine(GraphQLStruct):
    title: str | None
    is_removed: bool
    original_price_set: MoneyBag
    tax_lines: list[TaxLine]
    discount_allocations: list[DiscountAllocation]
    id: Gid | None = None
    code: str | None = None
    source: str | None = None
    carrier_identifier: str | None = None
    delivery_category: str | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class CashRoundingAdjustment(GraphQLStruct):
    """The amounts by which cash was rounded."""

    payment_set: MoneyBag
    refund_set: Decisive[MoneyBag | None] = None


class CustomerEmailAddress(GraphQLStruct):
    email_address: str | None = None


class CustomerPhoneNumber(GraphQLStruct):
    phone_number: str | None = None


class Customer(GraphQLStruct):
    """The buyer of an order."""

    legacy_resource_id: Gid
    updated_at: Moment | None
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: CustomerEmailAddress | None = None
    default_phone_number: CustomerPhoneNumber | None = None
    default_address: MailingAddress | None = None


class TaxSettings(GraphQLStruct):
    tax_registration_id: str | None = None


class CompanyLocation(GraphQLStruct):
    id: Gid
    tax_settings: TaxSettings | None = None


class BusinessEntity(GraphQLStruct):
    """The merchant's legal entity. Its gid does not end in a number."""

    id: str


class PurchasingEntity(GraphQLStruct):
    """The company that bought (B2B); without fields for a person."""

    company: Reference | None = None
    location: CompanyLocation | None = None


class FulfillmentTrackingInfo(GraphQLStruct):
    company: str | None = None
    number: str | None = None


class Fulfillment(GraphQLStruct):
    """A fulfillment without its line items."""

    id: Gid
    status: str
    created_at: Moment | None
    updated_at: Moment | None
    tracking_info: list[FulfillmentTrackingInfo] | None


class Order(GraphQLStruct):
    """An order with one page of its line items."""

    legacy_resource_id: Gid
    name: str | None
    created_at: Moment | None
    updated_at: Moment
    currency_code: str
    taxes_included: bool
    duties_included: bool
    test: bool
    tags: list[str] | None
    payment_gateway_names: list[str] | None
    discount_codes: list[str] | None
    display_fulfillment_status: str | None
    total_price_set: MoneyBag
    current_total_price_set: MoneyBag
    total_tip_received_set: MoneyBag
    total_outstanding_set: MoneyBag | None
    shipping_lines: Connection[ShippingLine]
    line_items: Connection[LineItem]
    fulfillments: list[Fulfillment] | None
    refunds: list[Reference]
    processed_at: Moment | None = None
    display_financial_status: str | None = None
    total_discounts_set: Decisive[MoneyBag | None] = None
    total_tax_set: Decisive[MoneyBag | None] = None
    current_total_tax_set: Decisive[MoneyBag | None] = None
    original_total_duties_set: Decisive[MoneyBag | None] = None
    original_total_additional_fees_set: Decisive[MoneyBag | None] = None
    current_total_duties_set: Decisive[MoneyBag | None] = None
    current_total_additional_fees_set: Decisive[MoneyBag | None] = None
    tax_lines: Decisive[list[TaxLine] | None] = None
    total_cash_rounding_adjustment: CashRoundingAdjustment | None = None
    customer: Customer | None = None
    purchasing_entity: PurchasingEntity | None = None
    email: str | None = None
    phone: str | None = None
    po_number: str | None = None
    note: str | None = None
    source_name: str | None = None
    source_identifier: str | None = None
    app: Reference | None = None
    retail_location: Reference | None = None
    customer_locale: str | None = None
    tax_exempt: bool | None = None
    estimated_taxes: bool | None = None
    merchant_business_entity: BusinessEntity | None = None
    merchant_of_record_app: Reference | None = None
    custom_attributes: list[Attribute] | None = None
    localized_fields: Connection[LocalizedField] | None = None
    payment_terms: PaymentTerms | None = None
    cancelled_at: Decisive[Moment | None] = None
    cancel_reason: str | None = None
    shipping_address: MailingAddress | None = None
    billing_address: MailingAddress | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class OrderResponse(GraphQLStruct):
    """`order`. Null is a deleted order."""

    order: OnlyNull[Order | None]
