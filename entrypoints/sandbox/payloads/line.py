"""Order lines, shipping lines and taxes, as they stand in webhook bodies."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.money import ZERO, money_bag
from novex_shopify.entrypoints.sandbox.orders import Order, OrderLine

TAX_TITLE = "MwSt"


def tax_line(rate: Decimal, amount: Decimal, currency: str) -> dict[str, Any]:
    return {
        "channel_liable": False,
        "price": f"{amount:.2f}",
        "price_set": money_bag(amount, currency),
        "rate": float(rate),
        "title": TAX_TITLE,
    }


def taxes_by_rate(order: Order) -> dict[Decimal, Decimal]:
    """Add up the order's taxes, shipping included, per rate."""
    lines = ((line.tax_rate, line.tax) for line in order.lines)
    return _by_rate((*lines, (order.shipping.tax_rate, order.shipping.tax)))


def current_taxes_by_rate(order: Order) -> dict[Decimal, Decimal]:
    """Add up what refunds have left of the order's taxes, shipping included, per rate."""
    lines = ((line.tax_rate, order.current_line_tax(line)) for line in order.lines)
    return _by_rate((*lines, (order.shipping.tax_rate, order.current_shipping_tax)))


def _by_rate(taxes: Iterable[tuple[Decimal, Decimal]]) -> dict[Decimal, Decimal]:
    sums: dict[Decimal, Decimal] = {}
    for rate, tax in taxes:
        if rate:
            sums[rate] = sums.get(rate, ZERO) + tax
    return sums


def order_line(order: Order, line: OrderLine, shipped: int, *, quantity: int | None = None) -> dict[str, Any]:
    """Write an order line; `quantity` replaces the ordered one where the line is part of a parcel."""
    zero = money_bag(ZERO, order.currency)
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": order.current_quantity(line),
        "fulfillable_quantity": order.to_ship(line, shipped),
        "fulfillment_service": "manual",
        "fulfillment_status": _status(order, line, shipped),
        "gift_card": line.gift_card,
        "grams": line.grams,
        "name": line.name,
        "price": f"{line.price:.2f}",
        "price_set": money_bag(line.price, order.currency),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": [],
        "quantity": line.quantity if quantity is None else quantity,
        "requires_shipping": not line.gift_card,
        "sales_line_item_group_id": None,
        "sku": line.sku,
        "taxable": not line.gift_card,
        "title": line.title,
        "total_discount": "0.00",
        "total_discount_set": zero,
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": [tax_line(line.tax_rate, line.tax, order.currency)] if line.tax_rate else [],
        "duties": [],
        "discount_allocations": _allocations(order, line),
    }


def _status(order: Order, line: OrderLine, shipped: int) -> str | None:
    if not shipped:
        return None
    return "partial" if order.to_ship(line, shipped) else "fulfilled"


def _allocations(order: Order, line: OrderLine) -> list[dict[str, Any]]:
    if not order.discount or line.gift_card:
        return []
    amount = money_bag(line.discount, order.currency)
    return [{"amount": f"{line.discount:.2f}", "amount_set": amount, "discount_application_index": 0}]


def shipping_line(order: Order) -> dict[str, Any]:
    """Write the order's freight."""
    shipping, currency = order.shipping, order.currency
    price, money = f"{shipping.price:.2f}", money_bag(shipping.price, currency)
    return {
        "id": shipping.id,
        "carrier_identifier": None,
        "code": shipping.title,
        "current_discounted_price_set": money_bag(order.current_shipping, currency),
        "discounted_price": price,
        "discounted_price_set": money,
        "is_removed": False,
        "phone": None,
        "price": price,
        "price_set": money,
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": shipping.title,
        "tax_lines": [tax_line(shipping.tax_rate, shipping.tax, currency)] if shipping.tax_rate else [],
        "discount_allocations": [],
    }
