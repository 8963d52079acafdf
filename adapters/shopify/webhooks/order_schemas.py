"""The bodies of webhooks about orders and what belongs to them, as far as they are used.

Unknown fields are passed over, missing ones are normal. Amounts come as text in some places and as numbers in others;
both are read as they are written, never as binary fractions. Where an amount is given in two currencies, `shop_money`
is the store's and `presentment_money` the customer's.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from novex_shopify.adapters.shopify.webhooks.customer_schemas import Address, Customer

ZERO = Decimal(0)


class Amount(msgspec.Struct):
    """An amount in one currency."""

    amount: Decimal = ZERO
    currency_code: str = ""


class AmountSet(msgspec.Struct):
    """An amount in both currencies."""

    shop_money: Amount | None = None
    presentment_money: Amount | None = None


class TaxLine(msgspec.Struct):
    """One tax, in the shop's currency."""

    price: Decimal | None = None
    title: str | None = None
    rate: Decimal | None = None


class DiscountAllocation(msgspec.Struct):
    """The part of a discount that falls on one line."""

    amount: Decimal | None = None
    discount_application_index: int | None = None


class DiscountApplication(msgspec.Struct):
    """A discount of the order."""

    code: str | None = None
    title: str | None = None
    description: str | None = None


class DiscountCode(msgspec.Struct):
    """A code that the customer typed in."""

    code: str | None = None


class LineItem(msgspec.Struct):
    """Goods."""

    id: int
    quantity: int
    price: Decimal
    title: str | None = None
    variant_title: str | None = None
    variant_id: int | None = None
    product_exists: bool | None = None
    sku: str | None = None
    current_quantity: int | None = None
    gift_card: bool | None = None
    requires_shipping: bool | None = None
    price_set: AmountSet | None = None
    tax_lines: list[TaxLine] | None = None
    discount_allocations: list[DiscountAllocation] | None = None


class ShippingLine(msgspec.Struct):
    """Freight. A removed one stays in the list."""

    id: int | None = None
    price: Decimal | None = None
    title: str | None = None
    is_removed: bool | None = None
    tax_lines: list[TaxLine] | None = None
    discount_allocations: list[DiscountAllocation] | None = None


class CompanyReference(msgspec.Struct):
    """The business of a B2B order."""

    id: int
    location_id: int | None = None


class RefundLineItem(msgspec.Struct):
    """Goods refunded; the amounts are numbers here."""

    line_item_id: int
    quantity: int
    subtotal: Decimal | None = None
    total_tax: Decimal | None = None
    restock_type: str | None = None
    location_id: int | None = None
    subtotal_set: AmountSet | None = None
    total_tax_set: AmountSet | None = None


class OrderAdjustment(msgspec.Struct):
    """What a refund differs by from its goods. Negative where the customer gets money."""

    kind: str | None = None
    reason: str | None = None
    amount: Decimal | None = None
    tax_amount: Decimal | None = None
    amount_set: AmountSet | None = None


class RefundShippingLine(msgspec.Struct):
    """Freight refunded."""

    subtotal_amount_set: AmountSet | None = None
    tax_amount_set: AmountSet | None = None


class UnsettledAmount(msgspec.Struct):
    """Here the currency has another name than elsewhere."""

    currency: str = ""


class UnsettledSet(msgspec.Struct):
    """What is not settled yet of a transaction; used for its currency."""

    shop_money: UnsettledAmount | None = None


class Transaction(msgspec.Struct):
    """Money on its way, in the currency that it is paid in."""

    id: int
    kind: str | None = None
    gateway: str | None = None
    status: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    amount_set: AmountSet | None = None
    total_unsettled_set: UnsettledSet | None = None


class Refund(msgspec.Struct):
    """`refunds/create`, and each refund inside an order."""

    id: int
    order_id: int
    created_at: datetime
    processed_at: datetime | None = None
    note: str | None = None
    refund_line_items: list[RefundLineItem] | None = None
    order_adjustments: list[OrderAdjustment] | None = None
    refund_shipping_lines: list[RefundShippingLine] | None = None
    transactions: list[Transaction] | None = None


class FulfillmentLineItem(msgspec.Struct):
    """Pieces in a parcel."""

    id: int
    quantity: int


class Fulfillment(msgspec.Struct):
    """`fulfillments/*`, and each parcel inside an order."""

    id: int
    order_id: int
    updated_at: datetime | None = None
    created_at: datetime | None = None
    status: str | None = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: list[str] | None = None
    line_items: list[FulfillmentLineItem] | None = None


class Order(msgspec.Struct):
    """All order topics but `orders/delete` and `orders/edited`."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    currency: str
    total_price: Decimal
    total_price_set: AmountSet | None = None
    current_total_price: Decimal | None = None
    total_discounts: Decimal | None = None
    total_tax: Decimal | None = None
    total_tip_received: Decimal | None = None
    total_outstanding: Decimal | None = None
    original_total_duties_set: AmountSet | None = None
    original_total_additional_fees_set: AmountSet | None = None
    total_cash_rounding_payment_adjustment_set: AmountSet | None = None
    taxes_included: bool | None = None
    duties_included: bool | None = None
    line_items: list[LineItem] | None = None
    shipping_lines: list[ShippingLine] | None = None
    discount_applications: list[DiscountApplication] | None = None
    discount_codes: list[DiscountCode] | None = None
    refunds: list[Refund] | None = None
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
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    test: bool | None = None


class RiskAssessment(msgspec.Struct):
    """`orders/risk_assessment_changed`."""

    order_id: int
    risk_level: str
