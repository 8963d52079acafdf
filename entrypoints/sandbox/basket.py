"""What goes into an order: the lines asked for, or a basket the shop makes up itself."""

import random
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from novex_shopify.entrypoints.sandbox.errors import BadInput
from novex_shopify.entrypoints.sandbox.model import Variant
from novex_shopify.entrypoints.sandbox.money import ZERO, is_amount
from novex_shopify.entrypoints.sandbox.orders import OrderLine
from novex_shopify.entrypoints.sandbox.pricing import STANDARD_TAX
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.wishes import LineWish, OrderWish


def completed(shop: Shop, wish: OrderWish) -> OrderWish:
    """Make up lines, mail address and discount where the wish leaves them open.

    The same shop and order number give the same order. Goods that cannot be matched by SKU stay out.
    """
    dice = random.Random(f"{shop.domain} {shop.next_order_number}")  # noqa: S311  (sample data, no secret)
    skus = [variant.sku for variant in shop.variants if variant.sku and variant.sku != "TEA-GIFT-BOX"]
    lines = tuple(LineWish(sku=sku, quantity=dice.randint(1, 3)) for sku in dice.sample(skus, dice.randint(1, 4)))
    email = dice.choice([customer.email for customer in shop.customers.values() if customer.email])
    code = "WELCOME10" if not wish.lines and shop.next_order_number % 3 == 0 else None
    return msgspec.structs.replace(
        wish, lines=wish.lines or lines, email=wish.email or email, discount_code=wish.discount_code or code
    )


def order_lines(shop: Shop, wishes: tuple[LineWish, ...]) -> Iterator[OrderLine]:
    """Turn wishes into lines, not priced yet. Raises `BadInput` for what the shop does not sell."""
    for index, wish in enumerate(wishes):
        if wish.quantity < 1:
            raise BadInput(f"lines[{index}].quantity: must be 1 or more")
        if wish.price is not None and not is_amount(wish.price):
            raise BadInput(f"lines[{index}].price: must not be negative, and have two decimals at most")
        if wish.gift_card and wish.title is None:
            raise BadInput(f"lines[{index}].gift_card: only a custom line, by title and price, can be a gift card")
        yield _custom_line(shop, wish) if wish.title is not None else _stock_line(shop, wish, index)


def _stock_line(shop: Shop, wish: LineWish, index: int) -> OrderLine:
    variant = _variant(shop, wish, index)
    product = shop.products[variant.product_id]
    return OrderLine(
        id=shop.ids.next(),
        variant_id=variant.id,
        product_id=product.id,
        sku=variant.sku,
        title=product.title,
        variant_title=None if variant.title == "Default Title" else variant.title,
        vendor=product.vendor,
        grams=variant.grams,
        price=variant.price if wish.price is None else wish.price,
        quantity=wish.quantity,
        location_id=next(iter(variant.stock)),
        tax_rate=variant.tax_rate,
    )


def _variant(shop: Shop, wish: LineWish, index: int) -> Variant:
    if wish.sku is None and wish.variant_id is None:
        raise BadInput(f"lines[{index}]: give sku, or variant_id, or title and price")
    for variant in shop.variants:
        if variant.id == wish.variant_id or (wish.variant_id is None and variant.sku == wish.sku):
            return variant
    raise BadInput(f"lines[{index}]: {shop.domain} sells no variant with {_named(wish)}")


def _named(wish: LineWish) -> str:
    return f"the id {wish.variant_id}" if wish.variant_id is not None else f"the SKU {wish.sku}"


def _custom_line(shop: Shop, wish: LineWish) -> OrderLine:
    if wish.price is None:
        raise BadInput(f"lines: the custom line '{wish.title}' needs a price")
    line = _stock_line(shop, LineWish(variant_id=next(shop.variants).id, quantity=wish.quantity, price=wish.price), 0)
    return replace(
        line,
        variant_id=None,
        product_id=None,
        sku=None,
        title=wish.title or "",
        variant_title=None,
        vendor=None,
        grams=0,
        tax_rate=ZERO if wish.gift_card else STANDARD_TAX,
        gift_card=wish.gift_card,
    )
