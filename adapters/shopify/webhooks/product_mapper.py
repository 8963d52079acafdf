"""Webhook bodies of products to the domain's `ProductState`."""

from collections.abc import Sequence

import msgspec

from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.variant_title import build_variant_title
from novex_shopify.adapters.shopify.webhooks import product_schemas as schemas
from novex_shopify.domain.model.order_details import UnreadField
from novex_shopify.domain.model.product import ProductState, Variant

MAX_FULL_VARIANTS = 100
"""A body holds this many variants in full, and only the gids of the rest (docs/shopify.md, Webhooks)."""

_PRODUCT_FIELDS = frozenset({"title", "status"})
"""The fields of a product that are part of the domain's variant."""

_VARIANT_GID_PREFIX = build_gid("ProductVariant", 0)[:-1]


def map_product(body: schemas.Product) -> ProductState:
    variants = [_map_variant(body, each.id, each) for each in body.variants or () if each.id is not None]
    gids = [each.admin_graphql_api_id or "" for each in body.variant_gids or ()]
    variant_ids = frozenset(parse_gid(gid) for gid in gids if _is_variant_gid(gid))
    return ProductState(
        body.id,
        lower_enum_value(body.status),
        body.updated_at,
        tuple(variants),
        variant_ids - {variant.variant_id for variant in variants},
        complete=_has_all_gids(gids) or _has_all_variants(body.variants or ()),
        unread=_list_unread(body),
    )


def _has_all_gids(gids: Sequence[str]) -> bool:
    return bool(gids) and all(map(_is_variant_gid, gids))


def _has_all_variants(variants: Sequence[schemas.Variant]) -> bool:
    """Fewer variants than a body can hold are all of them."""
    return 0 < len(variants) < MAX_FULL_VARIANTS and all(each.id is not None for each in variants)


def _list_unread(body: schemas.Product) -> tuple[UnreadField, ...]:
    unread = dict(body.unread)
    without_id = [number for number, each in enumerate(body.variants or ()) if each.id is None]
    if without_id:
        unread.setdefault("variants", "; ".join(f"variants[{number}].id is missing" for number in without_id))
    return tuple(UnreadField(name, reason) for name, reason in unread.items())


def _map_variant(product: schemas.Product, variant_id: int, variant: schemas.Variant) -> Variant:
    return Variant(
        product_id=product.id,
        variant_id=variant_id,
        title=build_variant_title(product.title or "", variant.title),
        sku=variant.sku or None,
        barcode=variant.barcode or None,
        status=lower_enum_value(product.status),
        updated_at=product.updated_at,
        inventory_item_id=variant.inventory_item_id,
        tracked=_is_tracked(variant),
        is_bundle=False if product.has_variants_that_requires_components is False else None,
        unread=frozenset(variant.unread.keys() | (product.unread.keys() & _PRODUCT_FIELDS)),
    )


def _is_tracked(variant: schemas.Variant) -> bool | None:
    """Whether Shopify, or the fulfillment service that is named, counts the stock; None if the body does not say."""
    return None if variant.inventory_management is msgspec.UNSET else variant.inventory_management is not None


def _is_variant_gid(gid: str) -> bool:
    return gid.startswith(_VARIANT_GID_PREFIX) and gid[len(_VARIANT_GID_PREFIX) :].isdecimal()
