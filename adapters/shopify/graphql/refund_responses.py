"""A refund, as the document `refund` reads it."""

from novex_shopify.adapters.shopify.field_types import Decisive, Gid, Moment, Quantity
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, MoneyBag, Reference


class RefundLineItem(GraphQLStruct):
    quantity: Quantity
    restock_type: str | None
    line_item: Reference
    subtotal_set: MoneyBag
    total_tax_set: MoneyBag
    location: Reference | None = None


class RefundShippingLine(GraphQLStruct):
    subtotal_amount_set: MoneyBag
    tax_amount_set: MoneyBag


class OrderAdjustment(GraphQLStruct):
    """The difference between a refund and its line items. Negative amounts are paid to the customer."""

    amount_set: MoneyBag
    tax_amount_set: MoneyBag
    reason: str | None = None


class RefundDuty(GraphQLStruct):
    amount_set: MoneyBag


class OrderTransaction(GraphQLStruct):
    """A payment, or a repayment."""

    id: Gid
    kind: str
    status: str
    amount_set: MoneyBag
    gateway: str | None = None


class Refund(GraphQLStruct):
    """A refund with one page of its line items."""

    legacy_resource_id: Gid
    processed_at: Moment
    refund_line_items: Connection[RefundLineItem]
    refund_shipping_lines: Connection[RefundShippingLine]
    order_adjustments: Connection[OrderAdjustment]
    transactions: Connection[OrderTransaction]
    note: str | None = None
    duties: Decisive[list[RefundDuty] | None] = None


class RefundResponse(GraphQLStruct):
    """`refund`."""

    refund: Refund
