"""Webhook bodies of fulfillments, as far as the product reads them."""

from datetime import datetime

import msgspec


class FulfillmentLineItem(msgspec.Struct):
    id: int
    quantity: int


class Fulfillment(msgspec.Struct):
    """`fulfillments/*`, and each fulfillment inside an order."""

    id: int
    order_id: int
    updated_at: datetime | None = None
    created_at: datetime | None = None
    status: str | None = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: list[str] | None = None
    line_items: list[FulfillmentLineItem] | None = None
