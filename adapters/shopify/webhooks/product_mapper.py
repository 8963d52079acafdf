"""Webhook bodies of products to the domain's `ProductState`."""

from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.variant_title import build_variant_title
from novex_shopify.adapters.shopify.webhooks import product_schemas as schemas
from novex_shopify.domain.model.product import ProductState, Variant

MAX_FULL_VARIANTS = 100
"""A body holds this many variants in full, and only the gids of the rest (docs/shopify.md, Webhooks)."""

_VARIANT_GID_PREFIX = build_gid("ProductVariant", 0)[:-1]


def map_product(body: schemas.Product) -> ProductState:
    variants = tuple(_map_variant(body, variant) for variant in body.variants or ())
    variant_ids = frozenset(
        parse_gid(each.admin_graphql_api_id) for each in body.variant_gids or () if _is_variant_gid(each)
    )
    return ProductState(
        body.id,
        lower_enum_value(body.status),
        body.updated_at,
        variants,
        variant_ids - {variant.variant_id for variant in variants},
        # Without gids, fewer variants than a body can hold are all of them.
        complete=bool(variant_ids) or 0 < len(variants) < MAX_FULL_VARIANTS,
    )


def _map_variant(product: schemas.Product, variant: schemas.Variant) -> Variant:
    return Variant(
        product_id=product.id,
        variant_id=variant.id,
        title=build_variant_title(product.title or "", variant.title),
        sku=variant.sku or None,
        barcode=variant.barcode or None,
        status=lower_enum_value(product.status),
        updated_at=product.updated_at,
    )


def _is_variant_gid(variant: schemas.VariantGid) -> bool:
    gid = variant.admin_graphql_api_id
    return gid.startswith(_VARIANT_GID_PREFIX) and gid[len(_VARIANT_GID_PREFIX) :].isdecimal()
