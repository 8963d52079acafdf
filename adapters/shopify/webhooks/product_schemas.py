"""Webhook bodies of products, as far as they are read."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Moment, ShopifyId


class Variant(msgspec.Struct):
    """A variant. One whose `id` cannot be read keeps its place, so that the reason can name it."""

    id: ShopifyId | None = None
    title: str | None = None
    sku: str | None = None
    barcode: str | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class VariantGid(msgspec.Struct):
    """The gid of a variant."""

    admin_graphql_api_id: str | None = None


class Product(msgspec.Struct):
    """`products/create` and `products/update`. `variants` holds the first 100 variants, `variant_gids` all of them."""

    id: ShopifyId
    title: str | None = None
    status: str | None = None
    updated_at: Moment | None = None
    variants: list[Variant] | None = None
    variant_gids: list[VariantGid] | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)
