"""Reading an order by GraphQL: the same order, in the domain's words, as its webhooks bring."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.graphql import order_responses as answers
from novex_shopify.adapters.shopify.graphql.address_mapper import map_address
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.fulfillments import fetch_fulfillment_quantities
from novex_shopify.domain.errors import NotFound, ShopifyRefused
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.money import Money
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
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction
from novex_shopify.domain.model.shop import ShopAccess

_REFUND_TRANSACTION_KINDS = frozenset({"REFUND", "VOID"})
_FULFILLMENT_STATUSES = {"UNFULFILLED": None, "PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}
_MAX_FULFILLMENTS_AND_REFUNDS = 50
"""As many parcels and refunds as the document asks for."""


def fetch_order(client: GraphQLClient, access: ShopAccess, order_id: int) -> Order:
    """An order with all its lines, parcels and refunds. Raises `NotFound`."""
    pages = [_fetch_page(client, access, order_id, None)]
    while cursor := pages[-1].line_items.page_info.next_cursor:
        pages.append(_fetch_page(client, access, order_id, cursor))
    order = pages[0]
    if max(len(order.fulfillments), len(order.refunds)) >= _MAX_FULFILLMENTS_AND_REFUNDS:
        raise ShopifyRefused("order", [f"{order.name} has {_MAX_FULFILLMENTS_AND_REFUNDS} or more parcels or refunds."])
    return replace(
        _map_order(order, [line for page in pages for line in page.line_items.nodes]),
        refunds=tuple(_map_refund(order_id, _fetch_refund_pages(client, access, each.id)) for each in order.refunds),
        fulfillments=tuple(
            _map_fulfillment(each, fetch_fulfillment_quantities(client, access, each.id)) for each in order.fulfillments
        ),
    )


def _fetch_page(client: GraphQLClient, access: ShopAccess, order_id: int, after: str | None) -> answers.Order:
    answer = client.execute(access, "order", answers.OrderResponse, id=build_gid("Order", order_id), after=after)
    if answer.order is None:
        raise NotFound(f"{access.shop} has no order {order_id}.")
    return answer.order


def _fetch_refund_pages(client: GraphQLClient, access: ShopAccess, refund_gid: str) -> list[answers.Refund]:
    pages = [client.execute(access, "refund", answers.RefundResponse, id=refund_gid, after=None).refund]
    while cursor := pages[-1].refund_line_items.page_info.next_cursor:
        pages.append(client.execute(access, "refund", answers.RefundResponse, id=refund_gid, after=cursor).refund)
    return pages


def _map_order(order: answers.Order, lines: Iterable[answers.LineItem]) -> Order:
    entity = order.purchasing_entity
    return Order(
        id=int(order.legacy_resource_id),
        name=order.name,
        created_at=order.created_at,
        updated_at=order.updated_at,
        total=_map_money(order.total_price_set),
        taxes_included=order.taxes_included,
        line_items=tuple(map(_map_line_item, lines)),
        shipping_lines=tuple(_map_shipping_line(line) for line in order.shipping_lines.nodes if not line.is_removed),
        totals=_map_stated_totals(order),
        presentment_total=_map_presentment_money(order.total_price_set),
        duties_included=order.duties_included,
        customer=_map_customer(order.customer) if order.customer else None,
        company=_map_company(entity) if entity else None,
        po_number=order.po_number or None,
        email=order.email or None,
        phone=order.phone or None,
        shipping_address=map_address(order.shipping_address),
        billing_address=map_address(order.billing_address),
        financial_status=_lower(order.display_financial_status),
        fulfillment_status=_FULFILLMENT_STATUSES.get(order.display_fulfillment_status),
        payment_gateways=tuple(order.payment_gateway_names),
        discount_codes=tuple(order.discount_codes),
        source=order.source_name,
        tags=", ".join(sorted(order.tags)) or None,
        note=order.note or None,
        cancelled_at=order.cancelled_at,
        cancel_reason=_lower(order.cancel_reason),
        test=order.test,
    )


def _map_stated_totals(order: answers.Order) -> OrderTotals:
    rounding = order.total_cash_rounding_adjustment
    return OrderTotals(
        current=_map_money(order.current_total_price_set),
        discounts=_map_optional_money(order.total_discounts_set),
        tax=_map_optional_money(order.total_tax_set),
        tip=_map_money(order.total_tip_received_set),
        duties=_map_optional_money(order.original_total_duties_set),
        fees=_map_optional_money(order.original_total_additional_fees_set),
        outstanding=_map_money(order.total_outstanding_set),
        cash_rounding=_map_money(rounding.payment_set) if rounding else None,
    )


def _map_line_item(line: answers.LineItem) -> LineItem:
    return LineItem(
        id=parse_gid(line.id),
        variant_id=int(line.variant.legacy_resource_id) if line.variant else None,
        sku=line.sku or None,
        title=f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        quantity=line.quantity,
        unit_price=_map_money(line.original_unit_price_set),
        discounts=tuple(map(_map_discount, line.discount_allocations)),
        taxes=tuple(map(_map_tax, line.tax_lines)),
        current_quantity=line.current_quantity,
        presentment_unit_price=_map_presentment_money(line.original_unit_price_set),
        gift_card=line.is_gift_card,
        requires_shipping=line.requires_shipping,
    )


def _map_shipping_line(line: answers.ShippingLine) -> ShippingLine:
    return ShippingLine(
        id=parse_gid(line.id) if line.id else 0,
        title=line.title,
        price=_map_money(line.original_price_set),
        discounts=tuple(map(_map_discount, line.discount_allocations)),
        taxes=tuple(map(_map_tax, line.tax_lines)),
    )


def _map_discount(allocation: answers.DiscountAllocation) -> Discount:
    source = allocation.discount_application
    return Discount(source.code or source.title or "", _map_money(allocation.allocated_amount_set))


def _map_tax(tax: answers.TaxLine) -> Tax:
    return Tax(tax.title, tax.rate, _map_money(tax.price_set))


def _map_customer(customer: answers.Customer) -> Customer:
    address = map_address(customer.default_address)
    return Customer(
        id=int(customer.legacy_resource_id),
        updated_at=customer.updated_at,
        first_name=customer.first_name or None,
        last_name=customer.last_name or None,
        email=customer.default_email_address.email_address if customer.default_email_address else None,
        phone=customer.default_phone_number.phone_number if customer.default_phone_number else None,
        addresses=(address,) if address else (),
    )


def _map_company(entity: answers.PurchasingEntity) -> Company | None:
    if entity.company is None:
        return None
    return Company(parse_gid(entity.company.id), parse_gid(entity.location.id) if entity.location else None)


def _map_fulfillment(fulfillment: answers.Fulfillment, quantities: Mapping[int, int]) -> OrderFulfillment:
    tracking = fulfillment.tracking_info
    return OrderFulfillment(
        id=parse_gid(fulfillment.id),
        updated_at=fulfillment.updated_at,
        status=_lower(fulfillment.status),
        tracking_company=tracking[0].company if tracking else None,
        tracking_numbers=tuple(each.number for each in tracking if each.number),
        lines=tuple(quantities.items()),
    )


def _map_refund(order_id: int, pages: Sequence[answers.Refund]) -> Refund:
    refund = pages[0]
    return Refund(
        id=int(refund.legacy_resource_id),
        order_id=order_id,
        refunded_at=refund.processed_at,
        lines=tuple(_map_refund_line(line) for page in pages for line in page.refund_line_items.nodes),
        adjustments=(
            *(
                RefundAdjustment(
                    "shipping_refund", _map_money(line.subtotal_amount_set), _map_money(line.tax_amount_set)
                )
                for line in refund.refund_shipping_lines.nodes
            ),
            *(
                RefundAdjustment(
                    _lower(each.reason) or "adjustment", -_map_money(each.amount_set), -_map_money(each.tax_amount_set)
                )
                for each in refund.order_adjustments.nodes
            ),
        ),
        transactions=tuple(
            RefundTransaction(parse_gid(each.id), each.gateway, _map_money(each.amount_set), _lower(each.status))
            for each in refund.transactions.nodes
            if each.kind in _REFUND_TRANSACTION_KINDS
        ),
        note=refund.note or None,
    )


def _map_refund_line(line: answers.RefundLineItem) -> RefundLine:
    return RefundLine(
        line_item_id=parse_gid(line.line_item.id),
        quantity=line.quantity,
        subtotal=_map_money(line.subtotal_set),
        tax=_map_money(line.total_tax_set),
        restock_type=_lower(line.restock_type),
        location_id=parse_gid(line.location.id) if line.location else None,
    )


def _map_money(bag: answers.MoneyBag) -> Money:
    return Money(bag.shop_money.amount, bag.shop_money.currency_code)


def _map_optional_money(bag: answers.MoneyBag | None) -> Money | None:
    return _map_money(bag) if bag else None


def _map_presentment_money(bag: answers.MoneyBag) -> Money | None:
    """What the customer saw, if that was another currency than the shop's."""
    presentment = bag.presentment_money
    if presentment is None or presentment.currency_code == bag.shop_money.currency_code:
        return None
    return Money(presentment.amount, presentment.currency_code)


def _lower(value: str | None) -> str | None:
    return value.lower() if value else None
