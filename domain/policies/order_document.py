"""Builds the ERP's document from Shopify's order, exact to the cent."""

from collections.abc import Mapping, Sequence

from novex_shopify.domain.errors import ProductsNotMapped
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_lines import build_lines, sum_channel_taxes, sum_lines, sum_taxes
from novex_shopify.domain.policies.order_totals import complete_lines
from novex_shopify.domain.resource_keys import MissingProduct


def build_sales_order(
    shop: ShopDomain,
    order: Order,
    items_by_variant: Mapping[int, MappedItem],
    booked_items: Mapping[int, MappedItem] | None = None,
    *,
    placeholders: bool = False,
) -> SalesOrder:
    """Build the ERP's document, except for its customer.

    Raises `ProductsNotMapped` if a variant has no item and placeholders are not allowed, and `OrderTotalMismatch` if
    the lines do not add up to what the customer was charged. Custom lines have no variant and are booked by title; gift
    cards are a liability and need no item. A variant whose item id is None is booked like a custom line, and so is a
    deleted product that was never mapped. A booked line keeps its item and units: `booked_items` has them by line
    item.
    """
    items = _choose_items(order, items_by_variant, booked_items or {})
    if not placeholders and (missing := _find_unmapped(order, items)):
        raise ProductsNotMapped(missing)
    lines = complete_lines(order, build_lines(order, items))
    return _build_document(shop, order, lines, Money(sum_lines(lines), order.total.currency))


def preview_sales_order(shop: ShopDomain, order: Order, items_by_variant: Mapping[int, MappedItem]) -> SalesOrder:
    """Build what people see of an order that is not booked: its products may be unmapped, and its lines need not add up
    to its total.
    """
    lines = tuple(build_lines(order, _choose_items(order, items_by_variant, {})))
    return _build_document(shop, order, lines, order.total)


def find_unmapped_products(
    order: Order, items_by_variant: Mapping[int, MappedItem], booked_items: Mapping[int, MappedItem]
) -> Sequence[MissingProduct]:
    """List the products that keep the order from being booked, each once."""
    return _find_unmapped(order, _choose_items(order, items_by_variant, booked_items))


def _build_document(shop: ShopDomain, order: Order, lines: tuple[SalesOrderLine, ...], total: Money) -> SalesOrder:
    return SalesOrder(
        shop_domain=shop,
        shopify_order_id=order.id,
        name=order.name,
        ordered_at=order.processed_at or order.created_at,
        created_at=order.created_at,
        total=total,
        lines=lines,
        tax=Money(sum_taxes(lines), order.total.currency),
        channel_tax=Money(sum_channel_taxes(lines), order.total.currency),
        taxes_included=order.taxes_included,
        current_total=order.totals.current,
        outstanding=order.totals.outstanding,
        cash_rounding=order.totals.cash_rounding,
        refund_cash_rounding=order.totals.refund_cash_rounding,
        presentment_total=order.presentment_total,
        refunds=order.refunds,
        returns=order.returns,
        fulfillments=order.fulfillments,
        payment_gateways=order.payment_gateways,
        discount_codes=order.discount_codes,
        company=order.company,
        po_number=order.po_number,
        email=order.email,
        phone=order.phone,
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        financial_status=order.financial_status,
        fulfillment_status=order.fulfillment_status,
        source=order.source,
        customer_locale=order.customer_locale,
        payment_terms=order.payment_terms,
        tax_terms=order.tax_terms,
        localized_fields=order.localized_fields,
        note_attributes=order.note_attributes,
        tags=order.tags,
        note=order.note,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
        test=order.test,
    )


def _choose_items(
    order: Order, by_variant: Mapping[int, MappedItem], booked: Mapping[int, MappedItem]
) -> Mapping[int, MappedItem]:
    """Return the items of the line items that are booked or mapped."""
    variants = {line.id: line.variant_id for line in order.line_items if line.variant_id is not None}
    mapped = {line_id: by_variant[variant] for line_id, variant in variants.items() if variant in by_variant}
    return {**mapped, **booked}


def _find_unmapped(order: Order, items: Mapping[int, MappedItem]) -> list[MissingProduct]:
    by_variant = {
        line.variant_id: MissingProduct(line.variant_id, line.sku, line.title)
        for line in order.line_items
        if line.variant_id is not None and line.id not in items and not (line.product_deleted or line.gift_card)
    }
    return list(by_variant.values())
