"""Webhook bodies of products, as far as they are read."""

from datetime import datetime

import msgspec


class Variant(msgspec.Struct):
    id: int
    title: str | None = None
    sku: str | None = None
    barcode: str | None = None


class VariantGid(msgspec.Struct):
    """The gid of a variant."""

    admin_graphql_api_id: str


class Product(msgspec.Struct):
    """`products/create` and `products/update`. `variants` holds the first 100 variants, `variant_gids` all of them."""

    id: int
    title: str | None = None
    status: str | None = None
    updated_at: datetime | None = None
    variants: list[Variant] | None = None
    variant_gids: list[VariantGid] | None = None
