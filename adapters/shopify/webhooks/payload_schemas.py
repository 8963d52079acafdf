"""All other webhook bodies, as far as the product reads them."""

from typing import Any

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Moment, ShopifyId


class Resource(msgspec.Struct):
    """The ids that nearly every body has."""

    id: ShopifyId
    admin_graphql_api_id: Any = None


class OrderOfReturn(msgspec.Struct):
    id: ShopifyId


class ReturnReference(msgspec.Struct):
    """`returns/*`. `returns/update` states no order; of the return only its global id and what changed."""

    admin_graphql_api_id: str
    order: OrderOfReturn | None = None


class OrderReference(msgspec.Struct):
    """The order id of refunds and fulfillments."""

    order_id: ShopifyId
    admin_graphql_api_id: Any = None


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
    updated_at: Moment | None = None


class DataRequestReference(msgspec.Struct):
    id: ShopifyId


class PrivacyCustomer(msgspec.Struct):
    """The customer whom a request is about. Only the id must be readable: an erasure must not fail for the rest."""

    id: ShopifyId
    email: Any = None
    phone: Any = None


class PrivacyRequest(msgspec.Struct):
    """The three compliance topics. An id that cannot be read is of no order, and keeps no other from being erased."""

    shop_domain: str
    customer: Decisive[PrivacyCustomer | None] = None
    orders_requested: list[ShopifyId] | None = None
    orders_to_redact: list[ShopifyId] | None = None
    data_request: DataRequestReference | None = None
