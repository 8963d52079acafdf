"""Webhook bodies of products, as far as they are read."""

import msgspec

from novex_shopify.adapters.shopify.field_types import Moment, ShopifyId


class Variant(msgspec.Struct):
    """A variant. One whose `id` cannot be read keeps its place, so that the reason can name it.

    `inventory_management` is null if its stock is not tracked, and absent if the body does not say.
    """

    id: ShopifyId | None = None
    title: str | None = None
    sku: str | None = None
    barcode: str | None = None
    inventory_item_id: ShopifyId | None = None
    inventory_management: str | msgspec.UnsetType | None = msgspec.UNSET
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class VariantGid(msgspec.Struct):
    """The gid of a variant."""

    admin_graphql_api_id: str | None = None


class Product(msgspec.Struct):
    """`products/create` and `products/update`. `variants` holds the first 100 variants, `variant_gids` all of them.

    `has_variants_that_requires_components` says that some are bundles, but not which.
    """

    id: ShopifyId
    title: str | None = None
    status: str | None = None
    updated_at: Moment | None = None
    variants: list[Variant] | None = None
    variant_gids: list[VariantGid] | None = None
    has_variants_that_requires_components: bool | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)
