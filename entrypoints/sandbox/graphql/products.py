"""Products, their variants and stock items."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import (
    SortKey,
    by_creation,
    by_id,
    by_update,
    connection,
)
from novex_shopify.entrypoints.sandbox.graphql.search import search
from novex_shopify.entrypoints.sandbox.graphql.values import exactly
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.model import Product, Variant
from novex_shopify.entrypoints.sandbox.shop import Shop

SCOPE = "read_products"
PRODUCT_FIELDS = {
    "id": lambda product: product.id,
    "title": lambda product: product.title,
    "status": lambda product: product.status.lower(),
    "vendor": lambda product: product.vendor,
    "product_type": lambda product: product.kind,
    "created_at": lambda product: product.created_at,
    "updated_at": lambda product: product.updated_at,
}
PRODUCT_ORDERS: dict[str, SortKey[Product]] = {
    "ID": by_id,
    "CREATED_AT": by_creation,
    "UPDATED_AT": by_update,
    "TITLE": lambda product: (product.title, product.id),
}
VARIANT_ORDERS: dict[str, SortKey[Variant]] = {
    "ID": by_id,
    "SKU": lambda variant: (variant.sku or "", variant.id),
    "TITLE": lambda variant: (variant.title, variant.id),
}


def products(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require(info, SCOPE).shop
    found = search(shop.products.values(), query, PRODUCT_FIELDS)
    return connection(found, lambda each: product_node(shop, each), key=PRODUCT_ORDERS[sort_key or "ID"], **page)


def products_count(info: Info, *, query: str | None = None) -> Node:
    return exactly(len(search(require(info, SCOPE).shop.products.values(), query, PRODUCT_FIELDS)))


def product(info: Info, *, id: str) -> Node | None:
    shop = require(info, SCOPE).shop
    found = shop.products.get(number_of("Product", id))
    return product_node(shop, found) if found else None


def product_variants(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require(info, SCOPE).shop
    found = search(shop.variants, query, _variant_fields(shop))
    owners = dict(shop.products)

    def view(each: Variant) -> Node:
        return variant_node(shop, owners[each.product_id], each)

    return connection(found, view, key=VARIANT_ORDERS[sort_key or "ID"], **page)


def product_variants_count(info: Info, *, query: str | None = None) -> Node:
    shop = require(info, SCOPE).shop
    return exactly(len(search(shop.variants, query, _variant_fields(shop))))


def product_variant(info: Info, *, id: str) -> Node | None:
    return find_variant(require(info, SCOPE).shop, number_of("ProductVariant", id))


def find_variant(shop: Shop, number: int | None) -> Node | None:
    return next(
        (variant_node(shop, shop.products[each.product_id], each) for each in shop.variants if each.id == number), None
    )


def _variant_fields(shop: Shop) -> dict[str, Any]:
    return {
        "id": lambda variant: variant.id,
        "sku": lambda variant: variant.sku,
        "barcode": lambda variant: variant.barcode,
        "title": lambda variant: variant.title,
        "product_id": lambda variant: variant.product_id,
        "updated_at": lambda variant: shop.products[variant.product_id].updated_at,
    }


def product_node(shop: Shop, product: Product) -> Node:
    """Write a product as the Product type has it."""

    def variants(info: Info, **page: Any) -> Node:
        return connection(product.variants, lambda each: variant_node(shop, product, each), key=by_id, **page)

    return {
        "id": gid("Product", product.id),
        "legacyResourceId": str(product.id),
        "title": product.title,
        "handle": product.handle,
        "description": "",
        "descriptionHtml": "",
        "vendor": product.vendor,
        "productType": product.kind,
        "tags": sorted(product.tags),
        "status": product.status,
        "createdAt": utc_time(product.created_at),
        "updatedAt": utc_time(product.updated_at),
        "publishedAt": utc_time(product.created_at),
        "isGiftCard": False,
        "hasOnlyDefaultVariant": product.option == "Title",
        "totalInventory": sum(sum(variant.stock.values()) for variant in product.variants),
        "tracksInventory": True,
        "variants": variants,
        "variantsCount": exactly(len(product.variants)),
        "options": lambda _info, **_: [_option(product)],
    }


def _option(product: Product) -> Node:
    values = [variant.title for variant in product.variants]
    return {"id": gid("ProductOption", product.id), "name": product.option, "position": 1, "values": values}


def variant_node(shop: Shop, product: Product, variant: Variant) -> Node:
    """Write a variant as the ProductVariant type has it."""
    return {
        "id": gid("ProductVariant", variant.id),
        "legacyResourceId": str(variant.id),
        "title": variant.title,
        "displayName": f"{product.title} - {variant.title}",
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": f"{variant.price:.2f}",
        "compareAtPrice": None,
        "taxable": True,
        "position": variant.position,
        "inventoryQuantity": sum(variant.stock.values()),
        "availableForSale": True,
        "inventoryItem": lambda _: _inventory_item(product, variant),
        "product": lambda _: product_node(shop, product),
        "selectedOptions": [{"name": product.option, "value": variant.title}],
        "createdAt": utc_time(product.created_at),
        "updatedAt": utc_time(product.updated_at),
    }


def _inventory_item(product: Product, variant: Variant) -> Node:
    return {
        "id": gid("InventoryItem", variant.inventory_item_id),
        "legacyResourceId": str(variant.inventory_item_id),
        "sku": variant.sku,
        "tracked": True,
        "requiresShipping": True,
        "createdAt": utc_time(product.created_at),
        "updatedAt": utc_time(product.updated_at),
        "measurement": {
            "id": gid("InventoryItemMeasurement", variant.inventory_item_id),
            "weight": {"unit": "GRAMS", "value": float(variant.grams)},
        },
    }
