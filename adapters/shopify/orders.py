"""Reading an order by GraphQL: the same order, in the domain's words, as its webhooks bring."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from novex_shopify.adapters.shopify import order_answers as answers
from novex_shopify.adapters.shopify.addresses import customer_address
from novex_shopify.adapters.shopify.fulfillments import quantities
from novex_shopify.adapters.shopify.gid import gid, number
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.domain.errors import NotFound, ShopifyRefused
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import (
    Company,
    Discount,
    LineItem,
    Order,
    ShippingLine,
    ShopifyParcel,
    StatedTotals,
    Tax,
)
from novex_shopify.domain.model.refund import Adjustment, Refund, RefundLine, Repayment
from novex_shopify.domain.model.shop import ShopAccess

_MONEY_BACK = frozenset({"REFUND", "VOID"})
_IN_WEBHOOKS = {"UNFULFILLED": None, "PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}
_MOST = 50
"""As many parcels and refunds as the document asks for."""


def read(client: GraphQLClient, access: ShopAccess, order_id: int) -> Order:
    """An order with all its lines, parcels and refunds. Raises `NotFound`."""
    pages = [_page(client, access, order_id, None)]
    while cursor := pages[-1].line_items.page_info.next_cursor:
        pages.append(_page(client, access, order_id, cursor))
    order = pages[0]
    if max(len(order.fulfillments), len(order.refunds)) >= _MOST:
        raise ShopifyRefused("order", [f"{order.name} has {_MOST} or more parcels or refunds."])
    return replace(
        _order(order, [line for page in pages for line in page.line_items.nodes]),
        refunds=tuple(_refund(order_id, _refund_pages(client, access, each.id)) for each in order.refunds),
        parcels=tuple(_parcel(each, quantities(client, access, each.id)) for each in order.fulfillments),
    )


def _page(client: GraphQLClient, access: ShopAccess, order_id: int, after: str | None) -> answers.Order:
    answer = client.execute(access, "order", answers.OrderAnswer, id=gid("Order", order_id), after=after)
    if answer.order is None:
        raise NotFound(f"{access.shop} has no order {order_id}.")
    return answer.order


def _refund_pages(client: GraphQLClient, access: ShopAccess, refund_gid: str) -> list[answers.Refund]:
    pages = [client.execute(access, "refund", answers.RefundAnswer, id=refund_gid, after=None).refund]
    while cursor := pages[-1].refund_line_items.page_info.next_cursor:
        pages.append(client.execute(access, "refund", answers.RefundAnswer, id=refund_gid, after=cursor).refund)
    return pages


def _order(order: answers.Order, lines: Iterable[answers.Line]) -> Order:
    entity = order.purchasing_entity
    return Order(
        id=int(order.legacy_resource_id),
        name=order.name,
        created_at=order.created_at,
        updated_at=order.updated_at,
        total=_money(order.total_price_set),
        taxes_included=order.taxes_included,
        line_items=tuple(map(_line, lines)),
        shipping_lines=tuple(_shipping_line(line) for line in order.shipping_lines.nodes if not line.is_removed),
        stated=_stated(order),
        presentment_total=_seen(order.total_price_set),
        duties_included=order.duties_included,
        customer=_customer(order.customer) if order.customer else None,
        company=_company(entity) if entity else None,
        po_number=order.po_number or None,
        email=order.email or None,
        phone=order.phone or None,
        shipping_address=customer_address(order.shipping_address),
        billing_address=customer_address(order.billing_address),
        financial_status=_lower(order.display_financial_status),
        fulfillment_status=_IN_WEBHOOKS.get(order.display_fulfillment_status),
        payment_gateways=tuple(order.payment_gateway_names),
        discount_codes=tuple(order.discount_codes),
        source=order.source_name,
        tags=", ".join(sorted(order.tags)) or None,
        note=order.note or None,
        cancelled_at=order.cancelled_at,
        cancel_reason=_lower(order.cancel_reason),
        test=order.test,
    )


def _stated(order: answers.Order) -> StatedTotals:
    rounding = order.total_cash_rounding_adjustment
    return StatedTotals(
        current=_money(order.current_total_price_set),
        discounts=_optional(order.total_discounts_set),
        tax=_optional(order.total_tax_set),
        tip=_money(order.total_tip_received_set),
        duties=_optional(order.original_total_duties_set),
        fees=_optional(order.original_total_additional_fees_set),
        outstanding=_money(order.total_outstanding_set),
        cash_rounding=_money(rounding.payment_set) if rounding else None,
    )


def _line(line: answers.Line) -> LineItem:
    return LineItem(
        id=number(line.id),
        variant_id=int(line.variant.legacy_resource_id) if line.variant else None,
        sku=line.sku or None,
        title=f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        quantity=line.quantity,
        unit_price=_money(line.original_unit_price_set),
        discounts=tuple(map(_discount, line.discount_allocations)),
        taxes=tuple(map(_tax, line.tax_lines)),
        current_quantity=line.current_quantity,
        presentment_price=_seen(line.original_unit_price_set),
        gift_card=line.is_gift_card,
        requires_shipping=line.requires_shipping,
    )


def _shipping_line(line: answers.ShippingLine) -> ShippingLine:
    return ShippingLine(
        id=number(line.id) if line.id else 0,
        title=line.title,
        price=_money(line.original_price_set),
        discounts=tuple(map(_discount, line.discount_allocations)),
        taxes=tuple(map(_tax, line.tax_lines)),
    )


def _discount(part: answers.Discount) -> Discount:
    source = part.discount_application
    return Discount(source.code or source.title or "", _money(part.allocated_amount_set))


def _tax(tax: answers.Tax) -> Tax:
    return Tax(tax.title, tax.rate, _money(tax.price_set))


def _customer(customer: answers.Customer) -> Customer:
    address = customer_address(customer.default_address)
    return Customer(
        id=int(customer.legacy_resource_id),
        updated_at=customer.updated_at,
        first_name=customer.first_name or None,
        last_name=customer.last_name or None,
        email=customer.default_email_address.email_address if customer.default_email_address else None,
        phone=customer.default_phone_number.phone_number if customer.default_phone_number else None,
        addresses=(address,) if address else (),
    )


def _company(entity: answers.PurchasingEntity) -> Company | None:
    if entity.company is None:
        return None
    return Company(number(entity.company.id), number(entity.location.id) if entity.location else None)


def _parcel(parcel: answers.Parcel, lines: Mapping[int, int]) -> ShopifyParcel:
    tracking = parcel.tracking_info
    return ShopifyParcel(
        id=number(parcel.id),
        updated_at=parcel.updated_at,
        status=_lower(parcel.status),
        tracking_company=tracking[0].company if tracking else None,
        tracking_numbers=tuple(each.number for each in tracking if each.number),
        lines=tuple(lines.items()),
    )


def _refund(order_id: int, pages: Sequence[answers.Refund]) -> Refund:
    refund = pages[0]
    return Refund(
        id=int(refund.legacy_resource_id),
        order_id=order_id,
        refunded_at=refund.processed_at,
        lines=tuple(_refund_line(line) for page in pages for line in page.refund_line_items.nodes),
        adjustments=(
            *(
                Adjustment("shipping_refund", _money(line.subtotal_amount_set), _money(line.tax_amount_set))
                for line in refund.refund_shipping_lines.nodes
            ),
            *(
                Adjustment(_lower(each.reason) or "adjustment", -_money(each.amount_set), -_money(each.tax_amount_set))
                for each in refund.order_adjustments.nodes
            ),
        ),
        repayments=tuple(
            Repayment(number(each.id), each.gateway, _money(each.amount_set), _lower(each.status))
            for each in refund.transactions.nodes
            if each.kind in _MONEY_BACK
        ),
        note=refund.note or None,
    )


def _refund_line(line: answers.RefundLine) -> RefundLine:
    return RefundLine(
        line_item_id=number(line.line_item.id),
        quantity=line.quantity,
        subtotal=_money(line.subtotal_set),
        tax=_money(line.total_tax_set),
        restock_type=_lower(line.restock_type),
        location_id=number(line.location.id) if line.location else None,
    )


def _money(bag: answers.MoneyBag) -> Money:
    return Money(bag.shop_money.amount, bag.shop_money.currency_code)


def _optional(bag: answers.MoneyBag | None) -> Money | None:
    return _money(bag) if bag else None


def _seen(bag: answers.MoneyBag) -> Money | None:
    """What the customer saw, if that was another currency than the shop's."""
    seen = bag.presentment_money
    if seen is None or seen.currency_code == bag.shop_money.currency_code:
        return None
    return Money(seen.amount, seen.currency_code)


def _lower(value: str | None) -> str | None:
    return value.lower() if value else None
