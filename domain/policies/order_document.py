"""From Shopify's order to the ERP's document, exact to the cent."""

from collections.abc import Mapping
from functools import reduce
from operator import add

from novex_shopify.domain.errors import MissingProduct, OrderTotalMismatch, ProductsNotMapped
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import LineItem, Order, SalesOrder, SalesOrderLine, ShippingLine
from novex_shopify.domain.model.shop import ShopDomain


def sales_order(shop: ShopDomain, order: Order, items_by_variant: Mapping[int, str]) -> SalesOrder:
    """Build the ERP's document, all but its customer.

    Raises `ProductsNotMapped` when a variant has no item, and `OrderTotalMismatch` when the lines do not add up to
    what the customer was charged. Custom lines have no variant and are booked by their title.
    """
    missing = [
        MissingProduct(line.variant_id, line.sku, line.title)
        for line in order.line_items
        if line.variant_id is not None and line.variant_id not in items_by_variant
    ]
    if missing:
        raise ProductsNotMapped(missing)
    lines = (
        *(_goods(order, line, items_by_variant) for line in order.line_items),
        *(_freight(order, line) for line in order.shipping_lines),
    )
    computed = reduce(add, (line.total for line in lines), order.zero)
    if computed != order.total:
        raise OrderTotalMismatch(order.name, order.total.amount, computed.amount, order.total.currency)
    return SalesOrder(
        shop_domain=shop,
        shopify_order_id=order.id,
        name=order.name,
        ordered_at=order.created_at,
        total=order.total,
        lines=lines,
        email=order.email,
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        financial_status=order.financial_status,
        fulfillment_status=order.fulfillment_status,
        cancelled_at=order.cancelled_at,
        test=order.test,
    )


def _goods(order: Order, line: LineItem, items_by_variant: Mapping[int, str]) -> SalesOrderLine:
    return SalesOrderLine(
        line_item_id=line.id,
        item_id=items_by_variant[line.variant_id] if line.variant_id is not None else None,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        tax=line.tax,
        total=_line_total(order, line.unit_price * line.quantity, line.discount, line.tax),
    )


def _freight(order: Order, line: ShippingLine) -> SalesOrderLine:
    return SalesOrderLine(
        line_item_id=line.id,
        item_id=None,
        sku=None,
        title=line.title,
        quantity=1,
        unit_price=line.price,
        discount=line.discount,
        tax=line.tax,
        total=_line_total(order, line.price, line.discount, line.tax),
    )


def _line_total(order: Order, price: Money, discount: Money, tax: Money) -> Money:
    discounted = price - discount
    return discounted if order.taxes_included else discounted + tax
