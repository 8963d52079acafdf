"""Webhook bodies of fulfillments, as far as the product reads them."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Moment, Quantity, ShopifyId


class FulfillmentLineItem(msgspec.Struct):
    id: ShopifyId
    quantity: Quantity


class Fulfillment(msgspec.Struct):
    """`fulfillments/*`, and each fulfillment inside an order."""

    id: ShopifyId
    order_id: ShopifyId | None = None
    updated_at: Moment | None = None
    created_at: Moment | None = None
    status: Decisive[str | None] = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: list[str] | None = None
    line_items: Decisive[list[FulfillmentLineItem] | None] = None
