"""Builds a document's lines: of line items, of shipping, and of amounts that are stated for the whole order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, LineItem, Order, ShippingLine, Tax
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.wanted_quantity import count_wanted

ZERO = Decimal(0)
_NO_ITEM = MappedItem(None)


@dataclass(frozen=True, slots=True)
class OrderLevelAmount:
    """An amount of the whole order. `tax` is the tax in it; the total may contain a tax already, as part of prices."""

    kind: LineKind
    title: str
    amount: Decimal
    tax: Decimal = ZERO
    taxes: tuple[Tax, ...] = ()


def build_lines(order: Order, items: Mapping[int, MappedItem]) -> tuple[SalesOrderLine, ...]:
    """Build the lines for line items and shipping; `items` are by line item."""
    return (
        *[_build_item_line(order, line, items.get(line.id, _NO_ITEM)) for line in order.line_items],
        *[_build_shipping_line(order, line) for line in order.shipping_lines],
    )


def build_order_level_line(order: Order, amount: OrderLevelAmount) -> SalesOrderLine:
    total, zero = Money(amount.amount, order.total.currency), order.zero
    return SalesOrderLine(
        kind=amount.kind,
        line_item_id=0,
        item_id=None,
        sku=None,
        title=amount.title,
        quantity=1,
        current_quantity=1,
        unit_price=zero if amount.kind is LineKind.TAX else total,
        discount=zero,
        tax=Money(amount.tax, order.total.currency),
        total=total,
        taxes=amount.taxes,
    )


def sum_lines(lines: Iterable[SalesOrderLine]) -> Decimal:
    return sum([line.total.amount for line in lines], ZERO)


def sum_taxes(lines: Iterable[SalesOrderLine]) -> Decimal:
    return sum([line.tax.amount for line in lines], ZERO)


def sum_channel_taxes(lines: Iterable[SalesOrderLine]) -> Decimal:
    """The taxes that the sales channel remits. If all are, so is a cent that only the order's tax has."""
    lines = list(lines)
    remitted = sum([tax.amount.amount for line in lines for tax in line.taxes if tax.channel_liable], ZERO)
    if not remitted or any(tax.amount.amount and not tax.channel_liable for line in lines for tax in line.taxes):
        return remitted
    return sum_taxes(lines)


def _build_item_line(order: Order, line: LineItem, item: MappedItem) -> SalesOrderLine:
    discount, tax = _sum_amounts(line.discounts), _sum_amounts(line.taxes)
    price = line.unit_price.amount * line.quantity
    return SalesOrderLine(
        kind=_get_kind(line),
        line_item_id=line.id,
        item_id=item.item_id,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        current_quantity=line.quantity if line.current_quantity is None else line.current_quantity,
        unit_price=line.unit_price,
        discount=Money(discount, order.total.currency),
        tax=Money(tax, order.total.currency),
        total=Money(_compute_line_total(order, price - discount, tax), order.total.currency),
        discounts=line.discounts,
        taxes=line.taxes,
        presentment_unit_price=line.presentment_unit_price,
        requires_shipping=line.requires_shipping,
        wanted_quantity=count_wanted(order, line),
        is_third_party=line.is_third_party,
        pieces=item.pieces,
        variant_id=line.variant_id,
        taxable=line.taxable,
        vendor=line.vendor,
        grams=line.grams,
        properties=line.properties,
        group=line.group,
        selling_plan=line.selling_plan,
    )


def _build_shipping_line(order: Order, line: ShippingLine) -> SalesOrderLine:
    discount, tax = _sum_amounts(line.discounts), _sum_amounts(line.taxes)
    return SalesOrderLine(
        kind=LineKind.SHIPPING,
        line_item_id=line.id,
        item_id=None,
        sku=None,
        title=line.title,
        quantity=1,
        current_quantity=1,
        unit_price=line.price,
        discount=Money(discount, order.total.currency),
        tax=Money(tax, order.total.currency),
        total=Money(_compute_line_total(order, line.price.amount - discount, tax), order.total.currency),
        discounts=line.discounts,
        taxes=line.taxes,
        presentment_unit_price=line.presentment_price,
        shipping_method=line.method,
    )


def _get_kind(line: LineItem) -> LineKind:
    if line.tip:
        return LineKind.TIP
    return LineKind.GIFT_CARD if line.gift_card else LineKind.ITEM


def _compute_line_total(order: Order, discounted: Decimal, tax: Decimal) -> Decimal:
    return discounted if order.taxes_included else discounted + tax


def _sum_amounts(parts: Iterable[Tax | Discount]) -> Decimal:
    return sum([part.amount.amount for part in parts], ZERO)
