"""A return, as the document `return` reads it."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Gid, Moment, OnlyNull, Quantity
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, MoneyBag, Reference


class Fee(GraphQLStruct):
    amount_set: MoneyBag


class FulfillmentLineItem(GraphQLStruct):
    line_item: Reference


class ReturnReasonDefinition(GraphQLStruct):
    handle: str


class ReturnLineItem(GraphQLStruct):
    """An item; one that Shopify does not find in the order has no fulfillment line item."""

    id: Gid
    quantity: Quantity
    processed_quantity: Quantity
    refunded_quantity: Quantity
    return_reason_note: str | None = None
    return_reason_definition: ReturnReasonDefinition | None = None
    customer_note: str | None = None
    fulfillment_line_item: Decisive[FulfillmentLineItem | None] = None
    restocking_fee: Decisive[Fee | None] = None


class ExchangeLineItem(GraphQLStruct):
    id: Gid
    quantity: Quantity
    processed_quantity: Quantity
    variant_id: Gid | None = None
    variant_sku: str | None = None
    title: str | None = None
    variant_title: str | None = None
    line_items: list[Reference] | None = None


class ReturnDecline(GraphQLStruct):
    reason: str
    note: str | None = None


class Return(GraphQLStruct):
    """A return with one page of its line items."""

    id: Gid
    name: str
    status: str
    created_at: Moment
    order: Reference
    return_shipping_fees: list[Fee]
    return_line_items: Connection[ReturnLineItem]
    exchange_line_items: Connection[ExchangeLineItem]
    refunds: Connection[Reference]
    closed_at: Moment | None = None
    decline: ReturnDecline | None = None


class ReturnResponse(GraphQLStruct):
    """`return`. It is null if there is none, or if the app may not read returns."""

    found: OnlyNull[Return | None] = msgspec.field(default=None, name="return")


class ReturnsOfOrder(GraphQLStruct):
    returns: Connection[Reference]


class OrderReturnsResponse(GraphQLStruct):
    """`orderReturns`. The order is null if the app may not read its returns."""

    order: Decisive[ReturnsOfOrder | None] = None
