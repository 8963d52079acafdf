"""Line items, shipping lines and taxes in webhook payloads."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.money import ZERO, build_money_bag

TAX_TITLE = "MwSt"


def build_tax_line(rate: Decimal, amount: Decimal, currency: str) -> dict[str, Any]:
    return {
        "channel_liable": False,
        "price": f"{amount:.2f}",
        "price_set": build_money_bag(amount, currency),
        "rate": float(rate),
        "title": TAX_TITLE,
    }


def sum_taxes_by_rate(order: Order) -> dict[Decimal, Decimal]:
    """Sum the order's taxes by rate, including shipping."""
    lines = ((line.tax_rate, line.tax) for line in order.placed_lines)
    return _sum_by_rate((*lines, (order.shipping.tax_rate, order.shipping.tax)))


def sum_current_taxes_by_rate(order: Order) -> dict[Decimal, Decimal]:
    """Sum the order's taxes after refunds by rate, including shipping."""
    lines = ((line.tax_rate, order.compute_current_line_tax(line)) for line in order.lines)
    return _sum_by_rate((*lines, (order.shipping.tax_rate, order.current_shipping_tax)))


def _sum_by_rate(taxes: Iterable[tuple[Decimal, Decimal]]) -> dict[Decimal, Decimal]:
    sums: dict[Decimal, Decimal] = {}
    for rate, tax in taxes:
        if rate:
            sums[rate] = sums.get(rate, ZERO) + tax
    return sums


def build_attributes(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def build_line_item(order: Order, line: OrderLine, shipped: int, *, quantity: int | None = None) -> dict[str, Any]:
    """Build a line item; `quantity` replaces the ordered one in a fulfillment."""
    zero = build_money_bag(ZERO, order.currency)
    return {
        "id": line.id,
        "admin_graphql_api_id": build_gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": order.compute_current_quantity(line),
        "fulfillable_quantity": order.compute_unfulfilled_quantity(line, shipped),
        "fulfillment_service": line.fulfillment_service,
        "fulfillment_status": _get_fulfillment_status(order, line, shipped),
        "gift_card": line.gift_card,
        "grams": line.grams,
        "name": line.name,
        "price": f"{line.price:.2f}",
        "price_set": build_money_bag(line.price, order.currency),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": build_attributes(line.properties),
        "quantity": line.quantity if quantity is None else quantity,
        "requires_shipping": not line.gift_card,
        "sales_line_item_group_id": line.bundle.id if line.bundle else None,
        "sku": line.sku,
        "taxable": not line.gift_card,
        "title": line.title,
        "total_discount": "0.00",
        "total_discount_set": zero,
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title,
        "vendor": line.vendor,
        "tax_lines": [build_tax_line(line.tax_rate, line.tax, order.currency)] if line.tax_rate else [],
        "duties": [],
        "discount_allocations": _build_discount_allocations(order, line),
    }


def _get_fulfillment_status(order: Order, line: OrderLine, shipped: int) -> str | None:
    if not shipped:
        return None
    return "partial" if order.compute_unfulfilled_quantity(line, shipped) else "fulfilled"


def _build_discount_allocations(order: Order, line: OrderLine) -> list[dict[str, Any]]:
    if not order.discount or line.gift_card:
        return []
    amount = build_money_bag(line.discount, order.currency)
    return [{"amount": f"{line.discount:.2f}", "amount_set": amount, "discount_application_index": 0}]


def build_shipping_line(order: Order) -> dict[str, Any]:
    shipping, currency = order.shipping, order.currency
    price, money = f"{shipping.price:.2f}", build_money_bag(shipping.price, currency)
    return {
        "id": shipping.id,
        "carrier_identifier": None,
        "code": shipping.title,
        "current_discounted_price_set": build_money_bag(order.current_shipping, currency),
        "discounted_price": price,
        "discounted_price_set": money,
        "is_removed": False,
        "phone": None,
        "price": price,
        "price_set": money,
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": shipping.title,
        "tax_lines": [build_tax_line(shipping.tax_rate, shipping.tax, currency)] if shipping.tax_rate else [],
        "discount_allocations": [],
    }
