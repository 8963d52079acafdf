"""Order lines, shipping lines and taxes, as they stand in webhook bodies."""

from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.money import ZERO, money_bag
from novex_shopify.entrypoints.sandbox.orders import Order, OrderLine, Shipping

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
    sums: dict[Decimal, Decimal] = {}
    parts: tuple[OrderLine | Shipping, ...] = (*order.lines, order.shipping)
    for part in parts:
        if part.tax_rate:
            sums[part.tax_rate] = sums.get(part.tax_rate, ZERO) + part.tax
    return sums


def order_line(order: Order, line: OrderLine, shipped: int, *, quantity: int | None = None) -> dict[str, Any]:
    """Write an order line; `quantity` replaces the ordered one where the line is part of a parcel."""
    zero = money_bag(ZERO, order.currency)
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": line.quantity - order.refunded(line.id),
        "fulfillable_quantity": _fulfillable(order, line, shipped),
        "fulfillment_service": "manual",
        "fulfillment_status": _status(line, shipped),
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
        "taxable": True,
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


def _fulfillable(order: Order, line: OrderLine, shipped: int) -> int:
    if order.cancelled_at or line.gift_card:
        return 0
    return max(0, line.quantity - shipped - order.refunded(line.id))


def _status(line: OrderLine, shipped: int) -> str | None:
    if not shipped:
        return None
    return "fulfilled" if shipped == line.quantity else "partial"


def _allocations(order: Order, line: OrderLine) -> list[dict[str, Any]]:
    if not order.discount:
        return []
    amount = money_bag(line.discount, order.currency)
    return [{"amount": f"{line.discount:.2f}", "amount_set": amount, "discount_application_index": 0}]


def shipping_line(shipping: Shipping, currency: str) -> dict[str, Any]:
    price, money = f"{shipping.price:.2f}", money_bag(shipping.price, currency)
    return {
        "id": shipping.id,
        "carrier_identifier": None,
        "code": shipping.title,
        "current_discounted_price_set": money,
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
