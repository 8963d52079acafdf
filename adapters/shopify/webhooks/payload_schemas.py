"""The bodies of webhooks about anything but orders, as far as they are used. Unknown fields are passed over."""

from datetime import datetime

import msgspec


class Resource(msgspec.Struct):
    """What nearly every body has."""

    id: int


class OrderReference(msgspec.Struct):
    """What refunds, parcels and risks have."""

    order_id: int


class FulfillmentOrderReference(msgspec.Struct):
    """A fulfillment order by its gid."""

    id: str


class FulfillmentOrderPayload(msgspec.Struct):
    """`fulfillment_orders/*`: little more than the gid, under a name that depends on the topic."""

    fulfillment_order: FulfillmentOrderReference | None = None
    moved_fulfillment_order: FulfillmentOrderReference | None = None
    original_fulfillment_order: FulfillmentOrderReference | None = None


class Variant(msgspec.Struct):
    """One variant of a product."""

    id: int
    title: str | None = None
    sku: str | None = None
    barcode: str | None = None


class VariantGid(msgspec.Struct):
    """The name of a variant."""

    admin_graphql_api_id: str


class Product(msgspec.Struct):
    """`products/create` and `products/update`. Only the first hundred variants are told in full."""

    id: int
    title: str | None = None
    status: str | None = None
    updated_at: datetime | None = None
    variants: list[Variant] | None = None
    variant_gids: list[VariantGid] | None = None


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
    """The number of a request for data."""

    id: int


class PrivacyRequest(msgspec.Struct):
    """The three compliance topics."""

    shop_domain: str
    customer: Resource | None = None
    orders_requested: list[int] | None = None
    orders_to_redact: list[int] | None = None
    data_request: DataRequestReference | None = None
