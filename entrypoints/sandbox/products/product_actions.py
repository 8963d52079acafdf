"""Adds, changes and deletes products; each action returns the webhook events it causes."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp, truncate_to_second
from novex_shopify.entrypoints.sandbox.errors import InvalidInput, NotFound
from novex_shopify.entrypoints.sandbox.inventory.stocking import remove_variant_stock, stock_variant
from novex_shopify.entrypoints.sandbox.model.resources import Product, Variant
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.products import build_product_payload
from novex_shopify.entrypoints.sandbox.requests import ProductBatchRequest, ProductRequest, VariantRequest


def add_product(shop: Shop, request: ProductRequest) -> tuple[Product, list[WebhookEvent]]:
    product, events = _create_product(shop, request)
    return product, [_build_event("products/create", shop, product), *events]


def add_many_products(shop: Shop, request: ProductBatchRequest) -> int:
    """Add products without webhook events; returns how many the shop has now."""
    for number in range(len(shop.products) + 1, len(shop.products) + request.count + 1):
        variants = tuple(
            VariantRequest(title=f"Size {size}", sku=f"BULK-{number}-{size}", barcode=f"{number:08d}{size:04d}")
            for size in range(1, request.variants_per_product + 1)
        )
        _create_product(shop, ProductRequest(title=f"Product {number}", variants=variants))
    return len(shop.products)


def change_product(shop: Shop, product_id: int, changes: dict[str, Any]) -> tuple[Product, list[WebhookEvent]]:
    """Change the named fields; `updated_at` always increases."""
    before = _get_product(shop, product_id)
    product = replace(before, **changes, updated_at=compute_next_timestamp(before.updated_at, shop.clock()))
    shop.products[product_id] = product
    return product, [_build_event("products/update", shop, product)]


def delete_product(shop: Shop, product_id: int) -> tuple[Product, list[WebhookEvent]]:
    product = _get_product(shop, product_id)
    events = [event for variant in product.variants for event in remove_variant_stock(shop, variant)]
    del shop.products[product_id]
    return product, [WebhookEvent("products/delete", product_id, {"id": product_id}), *events]


def change_variant(shop: Shop, variant_id: int, changes: dict[str, Any]) -> tuple[Product, list[WebhookEvent]]:
    """Change the named fields; the webhook event is about the product."""
    product = _get_product_of_variant(shop, variant_id)
    variants = tuple(replace(each, **changes) if each.id == variant_id else each for each in product.variants)
    return change_product(shop, product.id, {"variants": variants})


def delete_variant(shop: Shop, variant_id: int) -> tuple[Product, list[WebhookEvent]]:
    """Raises `InvalidInput` for the last one: a product always has a variant."""
    product = _get_product_of_variant(shop, variant_id)
    remaining = tuple(each for each in product.variants if each.id != variant_id)
    if not remaining:
        raise InvalidInput(f"Variant {variant_id} is the last one of {product.title}: delete the product instead")
    deleted = next(each for each in product.variants if each.id == variant_id)
    events = remove_variant_stock(shop, deleted)
    product, product_events = change_product(shop, product.id, {"variants": remaining})
    return product, [*product_events, *events]


def _create_product(shop: Shop, request: ProductRequest) -> tuple[Product, list[WebhookEvent]]:
    now, product_id = truncate_to_second(shop.clock()), shop.ids.next_id()
    requests = request.variants or (VariantRequest(),)
    product = Product(
        id=product_id,
        title=request.title,
        handle=request.title.lower().replace(" ", "-"),
        vendor=request.vendor,
        product_type="",
        option_name="Size",
        tags=(),
        status=request.status,
        created_at=now,
        updated_at=now,
        variants=tuple(
            _build_variant(shop, product_id, position, each) for position, each in enumerate(requests, start=1)
        ),
    )
    shop.products[product_id] = product
    events = []
    for variant, each in zip(product.variants, requests, strict=True):
        events += stock_variant(shop, variant, next(iter(shop.locations)), now, tracked=each.tracked)
    return product, events


def _build_variant(shop: Shop, product_id: int, position: int, request: VariantRequest) -> Variant:
    return Variant(
        id=shop.ids.next_id(),
        product_id=product_id,
        inventory_item_id=shop.ids.next_id(),
        position=position,
        title=request.title,
        sku=request.sku,
        barcode=request.barcode,
        price=request.price,
        tax_rate=Decimal("0.19"),
        grams=100,
        requires_components=request.requires_components,
    )


def _get_product(shop: Shop, product_id: int) -> Product:
    if product_id not in shop.products:
        raise NotFound(f"{shop.domain} has no product with the id {product_id}")
    return shop.products[product_id]


def _get_product_of_variant(shop: Shop, variant_id: int) -> Product:
    for product in shop.products.values():
        if any(each.id == variant_id for each in product.variants):
            return product
    raise NotFound(f"{shop.domain} has no variant with the id {variant_id}")


def _build_event(topic: str, shop: Shop, product: Product) -> WebhookEvent:
    return WebhookEvent(topic, product.id, build_product_payload(shop, product))
