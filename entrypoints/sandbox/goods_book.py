"""The shop's products after the seed: new ones, changed ones, deleted ones, and the webhooks each of these sets off."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import later_than, whole_second
from novex_shopify.entrypoints.sandbox.errors import BadInput, Unknown
from novex_shopify.entrypoints.sandbox.model import Product, Variant
from novex_shopify.entrypoints.sandbox.payloads.product import product_payload
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice
from novex_shopify.entrypoints.sandbox.wishes import ManyProducts, ProductWish, VariantWish


def add_product(shop: Shop, wish: ProductWish) -> tuple[Product, list[Notice]]:
    """Put a product on sale."""
    product = _add(shop, wish)
    return product, [_notice("products/create", product)]


def add_many_products(shop: Shop, wish: ManyProducts) -> int:
    """Put many products on sale at once and silently, as if they had always been there; answer how many there are."""
    for number in range(len(shop.products) + 1, len(shop.products) + wish.count + 1):
        variants = tuple(
            VariantWish(title=f"Size {size}", sku=f"BULK-{number}-{size}", barcode=f"{number:08d}{size:04d}")
            for size in range(1, wish.variants + 1)
        )
        _add(shop, ProductWish(title=f"Product {number}", variants=variants))
    return len(shop.products)


def change_product(shop: Shop, number: int, changed: dict[str, Any]) -> tuple[Product, list[Notice]]:
    """Change named fields of a product; `updated_at` always grows."""
    before = _product(shop, number)
    product = replace(before, **changed, updated_at=later_than(before.updated_at, shop.clock()))
    shop.products[number] = product
    return product, [_notice("products/update", product)]


def delete_product(shop: Shop, number: int) -> tuple[Product, list[Notice]]:
    product = _product(shop, number)
    del shop.products[number]
    return product, [Notice("products/delete", number, {"id": number})]


def change_variant(shop: Shop, number: int, changed: dict[str, Any]) -> tuple[Product, list[Notice]]:
    """Change named fields of a variant; it is its product that is told of."""
    product = _product_of(shop, number)
    variants = tuple(replace(each, **changed) if each.id == number else each for each in product.variants)
    return change_product(shop, product.id, {"variants": variants})


def delete_variant(shop: Shop, number: int) -> tuple[Product, list[Notice]]:
    """Take a variant away. Raises `BadInput` for the last one: a product always has one."""
    product = _product_of(shop, number)
    left = tuple(each for each in product.variants if each.id != number)
    if not left:
        raise BadInput(f"{number} is the last variant of {product.title}: delete the product")
    return change_product(shop, product.id, {"variants": left})


def _add(shop: Shop, wish: ProductWish) -> Product:
    now, product_id = whole_second(shop.clock()), shop.ids.next()
    product = Product(
        id=product_id,
        title=wish.title,
        handle=wish.title.lower().replace(" ", "-"),
        vendor=wish.vendor,
        kind="",
        option="Size",
        tags=(),
        status=wish.status,
        created_at=now,
        updated_at=now,
        variants=tuple(
            _variant(shop, product_id, position, each)
            for position, each in enumerate(wish.variants or (VariantWish(),), start=1)
        ),
    )
    shop.products[product_id] = product
    return product


def _variant(shop: Shop, product_id: int, position: int, wish: VariantWish) -> Variant:
    return Variant(
        id=shop.ids.next(),
        product_id=product_id,
        inventory_item_id=shop.ids.next(),
        position=position,
        title=wish.title,
        sku=wish.sku,
        barcode=wish.barcode,
        price=wish.price,
        tax_rate=Decimal("0.19"),
        grams=100,
        stock={next(iter(shop.locations)): 500},
    )


def _product(shop: Shop, number: int) -> Product:
    if number not in shop.products:
        raise Unknown(f"{shop.domain} has no product with the id {number}")
    return shop.products[number]


def _product_of(shop: Shop, number: int) -> Product:
    for product in shop.products.values():
        if any(each.id == number for each in product.variants):
            return product
    raise Unknown(f"{shop.domain} has no variant with the id {number}")


def _notice(topic: str, product: Product) -> Notice:
    return Notice(topic, product.id, product_payload(product))
