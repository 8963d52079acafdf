"""Resolvers of products and variants."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import (
    SortKey,
    build_connection,
    by_created_at,
    by_id,
    by_updated_at,
)
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.inventory import build_inventory_item_node
from novex_shopify.entrypoints.sandbox.graphql.search import filter_by_query
from novex_shopify.entrypoints.sandbox.graphql.values import build_count_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.resources import Product, Variant
from novex_shopify.entrypoints.sandbox.model.shop import Shop

PRODUCT_SCOPE = "read_products"
PRODUCT_SEARCH_FIELDS = {
    "id": lambda product: product.id,
    "title": lambda product: product.title,
    "status": lambda product: product.status.lower(),
    "vendor": lambda product: product.vendor,
    "product_type": lambda product: product.product_type,
    "created_at": lambda product: product.created_at,
    "updated_at": lambda product: product.updated_at,
}
PRODUCT_SORT_KEYS: dict[str, SortKey[Product]] = {
    "ID": by_id,
    "CREATED_AT": by_created_at,
    "UPDATED_AT": by_updated_at,
    "TITLE": lambda product: (product.title, product.id),
}
VARIANT_SORT_KEYS: dict[str, SortKey[Variant]] = {
    "ID": by_id,
    "SKU": lambda variant: (variant.sku or "", variant.id),
    "TITLE": lambda variant: (variant.title, variant.id),
}


def resolve_products(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require_any_scope(info, PRODUCT_SCOPE).shop
    found = filter_by_query(shop.products.values(), query, PRODUCT_SEARCH_FIELDS)
    return build_connection(
        found, lambda each: build_product_node(shop, each), key=PRODUCT_SORT_KEYS[sort_key or "ID"], **page
    )


def resolve_products_count(info: Info, *, query: str | None = None) -> Node:
    return build_count_node(
        len(
            filter_by_query(require_any_scope(info, PRODUCT_SCOPE).shop.products.values(), query, PRODUCT_SEARCH_FIELDS)
        )
    )


def resolve_product(info: Info, *, id: str) -> Node | None:
    shop = require_any_scope(info, PRODUCT_SCOPE).shop
    found = shop.products.get(parse_gid("Product", id))
    return build_product_node(shop, found) if found else None


def resolve_product_variants(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require_any_scope(info, PRODUCT_SCOPE).shop
    found = filter_by_query(shop.variants, query, _build_variant_search_fields(shop))
    products_by_id = dict(shop.products)

    def build_node(each: Variant) -> Node:
        return build_variant_node(shop, products_by_id[each.product_id], each)

    return build_connection(found, build_node, key=VARIANT_SORT_KEYS[sort_key or "ID"], **page)


def resolve_product_variants_count(info: Info, *, query: str | None = None) -> Node:
    shop = require_any_scope(info, PRODUCT_SCOPE).shop
    return build_count_node(len(filter_by_query(shop.variants, query, _build_variant_search_fields(shop))))


def resolve_product_variant(info: Info, *, id: str) -> Node | None:
    return find_variant_node(require_any_scope(info, PRODUCT_SCOPE).shop, parse_gid("ProductVariant", id))


def find_variant_node(shop: Shop, variant_id: int | None) -> Node | None:
    return next(
        (
            build_variant_node(shop, shop.products[each.product_id], each)
            for each in shop.variants
            if each.id == variant_id
        ),
        None,
    )


def _build_variant_search_fields(shop: Shop) -> dict[str, Any]:
    return {
        "id": lambda variant: variant.id,
        "sku": lambda variant: variant.sku,
        "barcode": lambda variant: variant.barcode,
        "title": lambda variant: variant.title,
        "product_id": lambda variant: variant.product_id,
        "updated_at": lambda variant: shop.products[variant.product_id].updated_at,
    }


def build_product_node(shop: Shop, product: Product) -> Node:
    def resolve_variants(info: Info, **page: Any) -> Node:
        return build_connection(
            product.variants, lambda each: build_variant_node(shop, product, each), key=by_id, **page
        )

    return {
        "id": build_gid("Product", product.id),
        "legacyResourceId": str(product.id),
        "title": product.title,
        "handle": product.handle,
        "description": "",
        "descriptionHtml": "",
        "vendor": product.vendor,
        "productType": product.product_type,
        "tags": sorted(product.tags),
        "status": product.status,
        "createdAt": format_utc_time(product.created_at),
        "updatedAt": format_utc_time(product.updated_at),
        "publishedAt": format_utc_time(product.created_at),
        "isGiftCard": False,
        "hasOnlyDefaultVariant": product.option_name == "Title",
        "totalInventory": sum(shop.count_available(variant) for variant in product.variants),
        "tracksInventory": any(shop.inventory.items[each.inventory_item_id].tracked for each in product.variants),
        "variants": resolve_variants,
        "variantsCount": build_count_node(len(product.variants)),
        "options": lambda _info, **_: [_build_option_node(product)],
    }


def _build_option_node(product: Product) -> Node:
    values = [variant.title for variant in product.variants]
    return {"id": build_gid("ProductOption", product.id), "name": product.option_name, "position": 1, "values": values}


def build_variant_node(shop: Shop, product: Product, variant: Variant) -> Node:
    return {
        "id": build_gid("ProductVariant", variant.id),
        "legacyResourceId": str(variant.id),
        "title": variant.title,
        "displayName": f"{product.title} - {variant.title}",
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": f"{variant.price:.2f}",
        "compareAtPrice": None,
        "taxable": True,
        "position": variant.position,
        "inventoryQuantity": shop.count_available(variant),
        "availableForSale": True,
        "requiresComponents": variant.requires_components,
        "inventoryItem": lambda _: build_inventory_item_node(shop, shop.inventory.items[variant.inventory_item_id]),
        "product": lambda _: build_product_node(shop, product),
        "selectedOptions": [{"name": product.option_name, "value": variant.title}],
        "createdAt": format_utc_time(product.created_at),
        "updatedAt": format_utc_time(product.updated_at),
    }
