"""GraphQL orders to the domain's `Order`, equal to the order that a webhook gives."""

from collections.abc import Iterable, Mapping

from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.fulfillment_service import is_third_party
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import order_responses as responses
from novex_shopify.adapters.shopify.graphql.address_mapper import map_address
from novex_shopify.adapters.shopify.graphql.money_mapper import map_money, map_optional_money, map_presentment_money
from novex_shopify.adapters.shopify.graphql.order_details_mapper import (
    map_attributes,
    map_grams,
    map_group,
    map_localized_fields,
    map_payment_terms,
    map_selling_plan,
    map_shipping_method,
    map_source,
    map_tax_terms,
)
from novex_shopify.adapters.shopify.graphql.order_sales import NO_SALES, OrderSales
from novex_shopify.adapters.shopify.unread_fields import map_unread_line, map_unread_order
from novex_shopify.domain.model.customer import Customer
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

# `fulfillment_status` of webhooks, which has no value for an unfulfilled order.
_FULFILLMENT_STATUSES = {"UNFULFILLED": None, "PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}


def map_order(order: responses.Order, lines: Iterable[responses.LineItem], sales: OrderSales = NO_SALES) -> Order:
    entity = order.purchasing_entity
    return Order(
        id=parse_gid(order.legacy_resource_id),
        name=order.name or f"#{order.legacy_resource_id}",
        created_at=order.created_at or order.processed_at or order.updated_at,
        updated_at=order.updated_at,
        total=map_money(order.total_price_set),
        taxes_included=order.taxes_included,
        line_items=tuple(_map_line_item(line, sales) for line in lines),
        shipping_lines=tuple(_map_shipping_line(line) for line in order.shipping_lines.nodes if not line.is_removed),
        processed_at=order.processed_at,
        totals=_map_totals(order),
        presentment_total=map_presentment_money(order.total_price_set),
        duties_included=order.duties_included,
        taxes=tuple(map(_map_tax, order.tax_lines or ())),
        customer=_map_customer(order.customer) if order.customer else None,
        company=_map_company(entity) if entity else None,
        po_number=order.po_number or None,
        email=order.email or None,
        phone=order.phone or None,
        shipping_address=map_address(order.shipping_address),
        billing_address=map_address(order.billing_address),
        financial_status=lower_enum_value(order.display_financial_status),
        fulfillment_status=_FULFILLMENT_STATUSES.get(order.display_fulfillment_status or ""),
        payment_gateways=tuple(order.payment_gateway_names or ()),
        discount_codes=tuple(order.discount_codes or ()),
        source=map_source(order),
        customer_locale=order.customer_locale or None,
        payment_terms=map_payment_terms(order.payment_terms),
        tax_terms=map_tax_terms(order),
        localized_fields=map_localized_fields(order.localized_fields),
        note_attributes=map_attributes(order.custom_attributes),
        tags=", ".join(sorted(order.tags or ())) or None,
        note=order.note or None,
        cancelled_at=order.cancelled_at,
        cancel_reason=lower_enum_value(order.cancel_reason),
        test=order.test,
        unread=map_unread_order(order.unread),
    )


def _map_totals(order: responses.Order) -> OrderTotals:
    rounding = order.total_cash_rounding_adjustment
    return OrderTotals(
        current=map_money(order.current_total_price_set),
        discounts=map_optional_money(order.total_discounts_set),
        tax=map_optional_money(order.total_tax_set),
        tip=map_money(order.total_tip_received_set),
        duties=map_optional_money(order.original_total_duties_set),
        fees=map_optional_money(order.original_total_additional_fees_set),
        outstanding=map_optional_money(order.total_outstanding_set),
        cash_rounding=map_money(rounding.payment_set) if rounding else None,
        refund_cash_rounding=map_optional_money(rounding.refund_set) if rounding else None,
        current_tax=map_optional_money(order.current_total_tax_set),
        current_duties=map_optional_money(order.current_total_duties_set),
        current_fees=map_optional_money(order.current_total_additional_fees_set),
    )


def _map_line_item(line: responses.LineItem, sales: OrderSales) -> LineItem:
    return LineItem(
        id=parse_gid(line.id),
        variant_id=parse_gid(line.variant.legacy_resource_id) if line.variant else None,
        sku=line.sku or None,
        title=f"{line.title or ''} - {line.variant_title}" if line.variant_title else line.title or "",
        quantity=line.quantity,
        unit_price=map_money(line.original_unit_price_set),
        discounts=_map_discounts(line.discount_allocations),
        taxes=tuple(map(_map_tax, line.tax_lines)),
        current_quantity=line.current_quantity,
        unfulfilled_quantity=line.unfulfilled_quantity,
        presentment_unit_price=map_presentment_money(line.original_unit_price_set),
        gift_card=bool(line.is_gift_card),
        requires_shipping=line.requires_shipping is not False,
        is_third_party=is_third_party(line.fulfillment_service.handle if line.fulfillment_service else None),
        tip=parse_gid(line.id) in sales.tip_line_ids,
        taxable=line.taxable is not False,
        vendor=line.vendor or None,
        grams=map_grams(line.weight),
        properties=map_attributes(line.custom_attributes),
        group=map_group(line.line_item_group),
        selling_plan=map_selling_plan(line.selling_plan),
        unread=map_unread_line(line.unread),
    )


def _map_shipping_line(line: responses.ShippingLine) -> ShippingLine:
    return ShippingLine(
        id=parse_gid(line.id) if line.id else 0,
        title=line.title or "",
        price=map_money(line.original_price_set),
        discounts=_map_discounts(line.discount_allocations),
        taxes=tuple(map(_map_tax, line.tax_lines)),
        method=map_shipping_method(line),
        presentment_price=map_presentment_money(line.original_price_set),
        unread=map_unread_line(line.unread),
    )


def _map_discounts(allocations: Iterable[responses.DiscountAllocation]) -> tuple[Discount, ...]:
    """As by webhook, without those that take off nothing."""
    discounts = map(_map_discount, allocations)
    return tuple(each for each in discounts if each.amount.amount)


def _map_discount(allocation: responses.DiscountAllocation) -> Discount:
    source = allocation.discount_application
    amount = allocation.allocated_amount_set
    title = (source and (source.code or source.title)) or ""
    return Discount(title, map_money(amount), map_presentment_money(amount))


def _map_tax(tax: responses.TaxLine) -> Tax:
    amount = tax.price_set
    return Tax(tax.title or "", tax.rate, map_money(amount), tax.channel_liable is True, map_presentment_money(amount))


def _map_customer(customer: responses.Customer) -> Customer:
    address = map_address(customer.default_address)
    return Customer(
        id=parse_gid(customer.legacy_resource_id),
        updated_at=customer.updated_at,
        first_name=customer.first_name or None,
        last_name=customer.last_name or None,
        email=customer.default_email_address.email_address if customer.default_email_address else None,
        phone=customer.default_phone_number.phone_number if customer.default_phone_number else None,
        addresses=(address,) if address else (),
    )


def _map_company(entity: responses.PurchasingEntity) -> Company | None:
    if entity.company is None:
        return None
    location = entity.location
    taxes = location.tax_settings if location else None
    return Company(
        id=parse_gid(entity.company.id),
        location_id=parse_gid(location.id) if location else None,
        tax_registration_id=taxes.tax_registration_id or None if taxes else None,
    )


def map_fulfillment(fulfillment: responses.Fulfillment, quantities: Mapping[int, int]) -> OrderFulfillment:
    tracking = fulfillment.tracking_info or ()
    return OrderFulfillment(
        id=parse_gid(fulfillment.id),
        updated_at=fulfillment.updated_at,
        status=lower_enum_value(fulfillment.status),
        tracking_company=tracking[0].company if tracking else None,
        tracking_numbers=tuple(each.number for each in tracking if each.number),
        lines=tuple(quantities.items()),
        created_at=fulfillment.created_at,
    )
