"""Webhook bodies of refunds, as far as the product reads them."""

from datetime import datetime
from decimal import Decimal

import msgspec

from novex_shopify.adapters.shopify.webhooks.money_schemas import AmountSet


class RefundLineItem(msgspec.Struct):
    """The refunded units of a line item."""

    line_item_id: int
    quantity: int
    subtotal: Decimal | None = None
    total_tax: Decimal | None = None
    restock_type: str | None = None
    location_id: int | None = None
    subtotal_set: AmountSet | None = None
    total_tax_set: AmountSet | None = None


class OrderAdjustment(msgspec.Struct):
    """The difference between a refund and its line items. Negative amounts are paid to the customer."""

    kind: str | None = None
    reason: str | None = None
    amount: Decimal | None = None
    tax_amount: Decimal | None = None
    amount_set: AmountSet | None = None
    tax_amount_set: AmountSet | None = None


class RefundedCharge(msgspec.Struct):
    """A refunded duty or additional fee."""

    amount_set: AmountSet | None = None


class RefundShippingLine(msgspec.Struct):
    subtotal_amount_set: AmountSet | None = None
    tax_amount_set: AmountSet | None = None


class UnsettledAmount(msgspec.Struct):
    """An amount whose currency is called `currency`, not `currency_code` as everywhere else."""

    currency: str = ""


class UnsettledSet(msgspec.Struct):
    """The unsettled part of a transaction; the product reads only its currency."""

    shop_money: UnsettledAmount | None = None


class Transaction(msgspec.Struct):
    """A payment or a repayment, in the currency in which it is made."""

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
    duties: list[RefundedCharge] | None = None
    total_duties_set: AmountSet | None = None
    additional_fees: list[RefundedCharge] | None = None
    total_additional_fees_set: AmountSet | None = None
    transactions: list[Transaction] | None = None
