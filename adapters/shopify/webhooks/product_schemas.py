"""Webhook bodies of products, as far as they are read."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive, Moment, ShopifyId


class Variant(msgspec.Struct):
    id: ShopifyId
    title: str | None = None
    sku: str | None = None
    barcode: str | None = None


class VariantGid(msgspec.Struct):
    """The gid of a variant."""

    admin_graphql_api_id: str


class Product(msgspec.Struct):
    """`products/create` and `products/update`. `variants` holds the first 100 variants, `variant_gids` all of them."""

    id: ShopifyId
    title: str | None = None
    status: str | None = None
    updated_at: Moment | None = None
    variants: Decisive[list[Variant] | None] = None
    variant_gids: Decisive[list[VariantGid] | None] = None
