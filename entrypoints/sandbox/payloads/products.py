"""Products in webhook payloads."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.resources import Product, Variant
from novex_shopify.entrypoints.sandbox.model.shop import Shop


def build_product_payload(shop: Shop, product: Product) -> dict[str, Any]:
    """Build the payload of products/create and products/update."""
    updated = format_shop_time(product.updated_at)
    return {
        "admin_graphql_api_id": build_gid("Product", product.id),
        "body_html": "",
        "created_at": format_shop_time(product.created_at),
        "handle": product.handle,
        "id": product.id,
        "product_type": product.product_type,
        "published_at": format_shop_time(product.created_at),
        "template_suffix": None,
        "title": product.title,
        "updated_at": updated,
        "vendor": product.vendor,
        "status": product.status.lower(),
        "published_scope": "web",
        "tags": ", ".join(sorted(product.tags)),
        "variants": [_build_variant(shop, product, each) for each in product.variants],
        "options": [_build_option(product)],
        "images": [],
        "image": None,
        "media": [],
        "variant_gids": [
            {"admin_graphql_api_id": build_gid("ProductVariant", each.id), "updated_at": updated}
            for each in product.variants
        ],
        "has_variants_that_requires_components": any(each.requires_components for each in product.variants),
        "category": None,
    }  # fmt: skip


def _build_option(product: Product) -> dict[str, Any]:
    values = [each.title for each in product.variants]
    return {"name": product.option_name, "id": product.id, "product_id": product.id, "position": 1, "values": values}


def _build_variant(shop: Shop, product: Product, variant: Variant) -> dict[str, Any]:
    stock = shop.count_available(variant)
    item = shop.inventory.items[variant.inventory_item_id]
    return {
        "admin_graphql_api_id": build_gid("ProductVariant", variant.id),
        "barcode": variant.barcode,
        "compare_at_price": None,
        "created_at": format_shop_time(product.created_at),
        "id": variant.id,
        "inventory_policy": "deny",
        "position": variant.position,
        "price": f"{variant.price:.2f}",
        "product_id": product.id,
        "sku": variant.sku,
        "taxable": True,
        "title": variant.title,
        "updated_at": format_shop_time(product.updated_at),
        "option1": variant.title,
        "option2": None,
        "option3": None,
        "image_id": None,
        "inventory_item_id": variant.inventory_item_id,
        "inventory_management": "shopify" if item.tracked else None,
        "inventory_quantity": stock,
        "old_inventory_quantity": stock,
    }
