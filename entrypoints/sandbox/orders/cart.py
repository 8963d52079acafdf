"""The lines of a new order: as requested, or chosen by the sandbox."""

import random
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from novex_shopify.entrypoints.sandbox.errors import InvalidInput
from novex_shopify.entrypoints.sandbox.model.inventory import QuantityName
from novex_shopify.entrypoints.sandbox.model.order_details import Bundle, SellingPlan
from novex_shopify.entrypoints.sandbox.model.orders import OrderLine
from novex_shopify.entrypoints.sandbox.model.resources import Variant
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.money import ZERO, is_valid_amount
from novex_shopify.entrypoints.sandbox.orders.pricing import STANDARD_TAX_RATE
from novex_shopify.entrypoints.sandbox.requests import OrderLineRequest, OrderRequest


def fill_in_defaults(shop: Shop, request: OrderRequest) -> OrderRequest:
    """Choose lines, email address and discount where the request leaves them open.

    The same shop and order number give the same order. Products that cannot be matched by SKU are never chosen.
    """
    random_source = random.Random(f"{shop.domain} {shop.next_order_number}")  # noqa: S311  (sample data, no secret)
    skus = [variant.sku for variant in shop.variants if variant.sku and variant.sku != "TEA-GIFT-BOX"]
    lines = tuple(
        OrderLineRequest(sku=sku, quantity=random_source.randint(1, 3))
        for sku in random_source.sample(skus, random_source.randint(1, 4))
    )
    email = random_source.choice([customer.email for customer in shop.customers.values() if customer.email])
    code = "WELCOME10" if not request.lines and shop.next_order_number % 3 == 0 else None
    return msgspec.structs.replace(
        request, lines=request.lines or lines, email=request.email or email, discount_code=request.discount_code or code
    )


def build_order_lines(shop: Shop, line_requests: tuple[OrderLineRequest, ...]) -> Iterator[OrderLine]:
    """Build unpriced lines. Raises `InvalidInput` for what the shop does not sell."""
    bundles = {title: Bundle(id=shop.ids.next_id(), title=title) for title in _list_bundles(line_requests)}
    for index, line_request in enumerate(line_requests):
        if line_request.quantity < 1:
            raise InvalidInput(f"lines[{index}].quantity: must be 1 or more")
        if line_request.price is not None and not is_valid_amount(line_request.price):
            raise InvalidInput(f"lines[{index}].price: must not be negative, with at most two decimals")
        if not _has_valid_delivery_methods(line_request):
            raise InvalidInput(f"lines[{index}].delivery_methods: quantities of 1 or more, together at most the line's")
        if line_request.gift_card and line_request.title is None:
            raise InvalidInput(f"lines[{index}].gift_card: only a custom line with title and price can be a gift card")
        line = (
            _build_custom_line(shop, line_request)
            if line_request.title is not None
            else _build_variant_line(shop, line_request, index)
        )
        yield replace(
            line,
            properties=line_request.properties,
            bundle=bundles.get(line_request.bundle or ""),
            selling_plan=_build_selling_plan(shop, line_request.selling_plan),
            fulfillment_service="gift_card" if line.gift_card else line_request.fulfillment_service,
        )


def _list_bundles(line_requests: tuple[OrderLineRequest, ...]) -> list[str]:
    return list(dict.fromkeys(each.bundle for each in line_requests if each.bundle))


def _build_selling_plan(shop: Shop, name: str | None) -> SellingPlan | None:
    return SellingPlan(id=shop.ids.next_id(), name=name) if name else None


def _has_valid_delivery_methods(line_request: OrderLineRequest) -> bool:
    quantities = line_request.delivery_methods.values()
    return all(quantity >= 1 for quantity in quantities) and sum(quantities) <= line_request.quantity


def _build_variant_line(shop: Shop, line_request: OrderLineRequest, index: int) -> OrderLine:
    variant = _find_variant(shop, line_request, index)
    product = shop.products[variant.product_id]
    return OrderLine(
        id=shop.ids.next_id(),
        variant_id=variant.id,
        product_id=product.id,
        sku=variant.sku,
        title=product.title,
        variant_title=None if variant.title == "Default Title" else variant.title,
        vendor=product.vendor,
        grams=variant.grams,
        price=variant.price if line_request.price is None else line_request.price,
        quantity=line_request.quantity,
        location_id=_choose_location(shop, variant, line_request.quantity),
        tax_rate=variant.tax_rate,
        delivery_methods=tuple(line_request.delivery_methods.items()),
    )


def _choose_location(shop: Shop, variant: Variant, quantity: int) -> int:
    """Choose the first location with enough units, else the first that stocks the variant, else the first of all."""
    levels = [
        level
        for level in shop.inventory.iter_active_levels(variant.inventory_item_id, shop.locations)
        if shop.locations[level.location_id].is_active
    ]
    enough = (level.location_id for level in levels if level.count(QuantityName.AVAILABLE) >= quantity)
    return next(enough, levels[0].location_id if levels else next(iter(shop.locations)))


def _find_variant(shop: Shop, line_request: OrderLineRequest, index: int) -> Variant:
    if line_request.sku is None and line_request.variant_id is None:
        raise InvalidInput(f"lines[{index}]: needs sku, variant_id, or title and price")
    for variant in shop.variants:
        if variant.id == line_request.variant_id or (
            line_request.variant_id is None and variant.sku == line_request.sku
        ):
            return variant
    raise InvalidInput(f"lines[{index}]: {shop.domain} sells no variant with {_describe_variant(line_request)}")


def _describe_variant(line_request: OrderLineRequest) -> str:
    return f"the id {line_request.variant_id}" if line_request.variant_id is not None else f"the SKU {line_request.sku}"


def _build_custom_line(shop: Shop, line_request: OrderLineRequest) -> OrderLine:
    if line_request.price is None:
        raise InvalidInput(f"lines: the custom line '{line_request.title}' needs a price")
    line = _build_variant_line(
        shop,
        OrderLineRequest(
            variant_id=next(shop.variants).id,
            quantity=line_request.quantity,
            price=line_request.price,
            delivery_methods=line_request.delivery_methods,
        ),
        0,
    )
    return replace(
        line,
        variant_id=None,
        product_id=None,
        sku=None,
        title=line_request.title or "",
        variant_title=None,
        vendor=None,
        grams=0,
        tax_rate=ZERO if line_request.gift_card else STANDARD_TAX_RATE,
        gift_card=line_request.gift_card,
    )
