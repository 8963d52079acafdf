"""Webhook bodies of refunds, as far as the product reads them."""

from decimal import Decimal

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Moment, Quantity, ShopifyId
from novex_shopify.adapters.shopify.webhooks.money_schemas import AmountSet


class RefundLineItem(msgspec.Struct):
    """The refunded units of a line item."""

    line_item_id: ShopifyId
    quantity: Quantity
    subtotal: Decisive[Decimal | None] = None
    total_tax: Decisive[Decimal | None] = None
    restock_type: str | None = None
    location_id: ShopifyId | None = None
    subtotal_set: AmountSet | None = None
    total_tax_set: AmountSet | None = None


class OrderAdjustment(msgspec.Struct):
    """The difference between a refund and its line items. Negative amounts are paid to the customer."""

    kind: str | None = None
    reason: str | None = None
    amount: Decisive[Decimal | None] = None
    tax_amount: Decisive[Decimal | None] = None
    amount_set: AmountSet | None = None
    tax_amount_set: AmountSet | None = None


class RefundedCharge(msgspec.Struct):
    """A refunded duty or additional fee."""

    amount_set: Decisive[AmountSet | None] = None


class RefundShippingLine(msgspec.Struct):
    subtotal_amount_set: Decisive[AmountSet | None] = None
    tax_amount_set: Decisive[AmountSet | None] = None


class UnsettledAmount(msgspec.Struct):
    """An amount whose currency is called `currency`, not `currency_code` as everywhere else."""

    currency: str = ""


class UnsettledSet(msgspec.Struct):
    """The unsettled part of a transaction; the product reads only its currency."""

    shop_money: UnsettledAmount | None = None


class Transaction(msgspec.Struct):
    """A payment or a repayment, in the currency in which it is made."""

    id: ShopifyId
    kind: Decisive[str | None] = None
    gateway: str | None = None
    status: Decisive[str | None] = None
    amount: Decisive[Decimal | None] = None
    currency: Decisive[str | None] = None
    amount_set: AmountSet | None = None
    total_unsettled_set: UnsettledSet | None = None


class Refund(msgspec.Struct):
    """`refunds/create`, and each refund inside an order."""

    id: ShopifyId
    order_id: ShopifyId | None = None
    created_at: Moment | None = None
    processed_at: Moment | None = None
    note: str | None = None
    refund_line_items: Decisive[list[RefundLineItem] | None] = None
    order_adjustments: Decisive[list[OrderAdjustment] | None] = None
    refund_shipping_lines: Decisive[list[RefundShippingLine] | None] = None
    duties: Decisive[list[RefundedCharge] | None] = None
    total_duties_set: Decisive[AmountSet | None] = None
    additional_fees: Decisive[list[RefundedCharge] | None] = None
    total_additional_fees_set: Decisive[AmountSet | None] = None
    transactions: Decisive[list[Transaction] | None] = None
