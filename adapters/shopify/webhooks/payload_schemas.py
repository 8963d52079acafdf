"""All other webhook bodies, as far as the product reads them."""

from datetime import datetime
from typing import Any

import msgspec


class Resource(msgspec.Struct):
    """The id that nearly every body has."""

    id: int


class OrderOfReturn(msgspec.Struct):
    id: int


class ReturnReference(msgspec.Struct):
    """`returns/*`. `returns/update` states no order, and no more of the return than its global id and what changed."""

    admin_graphql_api_id: str
    order: OrderOfReturn | None = None


class OrderReference(msgspec.Struct):
    """The order id of refunds, fulfillments and risk assessments."""

    order_id: int


class FulfillmentOrderReference(msgspec.Struct):
    """A fulfillment order; `id` is its gid."""

    id: str


class FulfillmentOrderPayload(msgspec.Struct):
    """`fulfillment_orders/*`: little more than the gid. The field's name depends on the topic."""

    fulfillment_order: FulfillmentOrderReference | None = None
    moved_fulfillment_order: FulfillmentOrderReference | None = None
    original_fulfillment_order: FulfillmentOrderReference | None = None


class BulkOperation(msgspec.Struct):
    """`bulk_operations/finish`."""

    admin_graphql_api_id: str


class Shop(msgspec.Struct):
    """`app/uninstalled`."""

    myshopify_domain: str


class ScopesUpdate(msgspec.Struct):
    """`app/scopes_update`."""

    current: list[str]
    updated_at: datetime | None = None


class DataRequestReference(msgspec.Struct):
    id: int


class PrivacyCustomer(msgspec.Struct):
    """The customer whom a request is about. Only the id must be readable: an erasure must not fail for the rest."""

    id: int
    email: Any = None
    phone: Any = None


class PrivacyRequest(msgspec.Struct):
    """The three compliance topics."""

    shop_domain: str
    customer: PrivacyCustomer | None = None
    orders_requested: list[int] | None = None
    orders_to_redact: list[int] | None = None
    data_request: DataRequestReference | None = None
