"""Webhook bodies of orders and fulfillments to the domain's `Order` and `OrderFulfillment`."""

from collections.abc import Mapping

from novex_shopify.adapters.shopify.fulfillment_service import is_third_party
from novex_shopify.adapters.shopify.unread_fields import map_unread_line, map_unread_order
from novex_shopify.adapters.shopify.webhooks import fulfillment_schemas
from novex_shopify.adapters.shopify.webhooks import order_schemas as schemas
from novex_shopify.adapters.shopify.webhooks.customer_mapper import map_address, map_customer
from novex_shopify.adapters.shopify.webhooks.money_mapper import (
    map_money,
    map_optional_money,
    map_presentment_money,
    map_shop_money,
)
from novex_shopify.adapters.shopify.webhooks.money_schemas import ZERO
from novex_shopify.adapters.shopify.webhooks.order_details_mapper import (
    map_attributes,
    map_groups,
    map_payment_terms,
    map_shipping_method,
    map_source,
    map_tax_terms,
)
from novex_shopify.adapters.shopify.webhooks.refund_mapper import map_refund
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.order import (
    Company,
    Discount,
    LineItem,
    Order,
    OrderFulfillment,
    OrderTotals,
    ShippingLine,
    Tax,
)
from novex_shopify.domain.model.order_details import LineItemGroup

DiscountTitles = Mapping[int | None, str]
"""The titles of an order's discounts, by the index that allocations refer to."""


def map_order(body: schemas.Order) -> Order:
    """An order with all amounts in the shop's currency. Raises `UnreadablePayload` if it has no date."""
    currency = body.currency
    created_at = body.created_at or body.processed_at or body.updated_at
    if created_at is None:
        raise UnreadablePayload("None of created_at, processed_at and updated_at can be read.")
    titles = _map_discount_titles(body.discount_applications)
    groups = map_groups(body.line_item_groups)
    return Order(
        id=body.id,
        name=body.name or f"#{body.id}",
        created_at=created_at,
        updated_at=body.updated_at,
        total=map_money(body.total_price, currency),
        taxes_included=bool(body.taxes_included),
        line_items=tuple([_map_line_item(line, currency, titles, groups) for line in body.line_items or ()]),
        shipping_lines=tuple(
            [_map_shipping_line(line, currency, titles) for line in body.shipping_lines or () if not line.is_removed]
        ),
        processed_at=body.processed_at,
        totals=_map_totals(body, currency),
        presentment_total=map_presentment_money(body.total_price_set, currency),
        duties_included=bool(body.duties_included),
        taxes=_map_taxes(body.tax_lines, currency),
        refunds=tuple([map_refund(each, body.id, currency) for each in body.refunds or ()]),
        fulfillments=tuple(map(map_fulfillment, body.fulfillments or ())),
        customer=map_customer(body.customer) if body.customer else None,
        company=Company(body.company.id, body.company.location_id) if body.company else None,
        po_number=body.po_number or None,
        email=body.email or None,
        phone=body.phone or None,
        shipping_address=map_address(body.shipping_address),
        billing_address=map_address(body.billing_address),
        financial_status=body.financial_status,
        fulfillment_status=body.fulfillment_status,
        payment_gateways=tuple(body.payment_gateway_names or ()),
        discount_codes=tuple([each.code for each in body.discount_codes or () if each.code]),
        source=map_source(body),
        customer_locale=body.customer_locale or None,
        payment_terms=map_payment_terms(body.payment_terms),
        tax_terms=map_tax_terms(body),
        note_attributes=map_attributes(body.note_attributes),
        tags=_sort_tags(body.tags),
        note=body.note or None,
        cancelled_at=body.cancelled_at,
        cancel_reason=body.cancel_reason,
        test=bool(body.test),
        unread=map_unread_order(body.unread),
    )


def map_fulfillment(body: fulfillment_schemas.Fulfillment) -> OrderFulfillment:
    numbers = body.tracking_numbers or ([body.tracking_number] if body.tracking_number else [])
    return OrderFulfillment(
        id=body.id,
        updated_at=body.updated_at or body.created_at,
        status=body.status,
        tracking_company=body.tracking_company or None,
        tracking_numbers=tuple(numbers),
        lines=tuple([(line.id, line.quantity) for line in body.line_items or ()]),
        created_at=body.created_at,
    )


def _map_line_item(
    line: schemas.LineItem, currency: str, titles: DiscountTitles, groups: Mapping[int, LineItemGroup]
) -> LineItem:
    group_id = line.sales_line_item_group_id
    return LineItem(
        id=line.id,
        variant_id=line.variant_id,
        sku=line.sku or None,
        title=f"{line.title or ''} - {line.variant_title}" if line.variant_title else line.title or "",
        quantity=line.quantity,
        unit_price=map_money(line.price, currency),
        discounts=_map_discounts(line.discount_allocations, currency, titles),
        taxes=_map_taxes(line.tax_lines, currency),
        current_quantity=line.quantity if line.current_quantity is None else line.current_quantity,
        unfulfilled_quantity=line.fulfillable_quantity,
        presentment_unit_price=map_presentment_money(line.price_set, currency),
        gift_card=bool(line.gift_card),
        requires_shipping=line.requires_shipping is not False,
        is_third_party=is_third_party(line.fulfillment_service),
        tip=line.tip is not None,
        taxable=line.taxable is not False,
        vendor=line.vendor or None,
        grams=line.grams or None,
        properties=map_attributes(line.properties),
        group=groups.get(group_id) or LineItemGroup(group_id) if group_id else None,
        product_deleted=line.variant_id is not None and line.product_exists is False,
        unread=map_unread_line(line.unread),
    )


def _map_shipping_line(line: schemas.ShippingLine, currency: str, titles: DiscountTitles) -> ShippingLine:
    return ShippingLine(
        id=line.id or 0,
        title=line.title or "",
        price=map_money(line.price or ZERO, currency),
        discounts=_map_discounts(line.discount_allocations, currency, titles),
        taxes=_map_taxes(line.tax_lines, currency),
        method=map_shipping_method(line),
        presentment_price=map_presentment_money(line.price_set, currency),
        unread=map_unread_line(line.unread),
    )


def _map_discounts(
    allocations: list[schemas.DiscountAllocation] | None, currency: str, titles: DiscountTitles
) -> tuple[Discount, ...]:
    if not allocations:
        return ()
    return tuple(
        [
            Discount(
                titles.get(each.discount_application_index, ""),
                map_money(each.amount, currency),
                map_presentment_money(each.amount_set, currency),
            )
            for each in allocations
            if each.amount
        ]
    )


def _map_taxes(lines: list[schemas.TaxLine] | None, currency: str) -> tuple[Tax, ...]:
    if not lines:
        return ()
    return tuple(
        [
            Tax(
                tax.title or "",
                tax.rate,
                map_money(tax.price, currency),
                tax.channel_liable is True,
                map_presentment_money(tax.price_set, currency),
            )
            for tax in lines
            if tax.price is not None
        ]
    )


def _map_discount_titles(applications: list[schemas.DiscountApplication] | None) -> DiscountTitles:
    if not applications:
        return {}
    return {index: each.code or each.title or each.description or "" for index, each in enumerate(applications)}


def _map_totals(body: schemas.Order, currency: str) -> OrderTotals:
    return OrderTotals(
        current=map_optional_money(body.current_total_price, currency),
        discounts=map_optional_money(body.total_discounts, currency),
        tax=map_optional_money(body.total_tax, currency),
        tip=map_optional_money(body.total_tip_received, currency),
        duties=map_shop_money(body.original_total_duties_set, currency),
        fees=map_shop_money(body.original_total_additional_fees_set, currency),
        outstanding=map_optional_money(body.total_outstanding, currency),
        cash_rounding=map_shop_money(body.total_cash_rounding_payment_adjustment_set, currency),
        refund_cash_rounding=map_shop_money(body.total_cash_rounding_refund_adjustment_set, currency),
        current_tax=map_optional_money(body.current_total_tax, currency),
        current_duties=map_shop_money(body.current_total_duties_set, currency),
        current_fees=map_shop_money(body.current_total_additional_fees_set, currency),
    )


def _sort_tags(text: str | None) -> str | None:
    # Webhooks and GraphQL list the tags in different orders.
    return ", ".join(sorted(filter(None, map(str.strip, text.split(","))))) if text else None
