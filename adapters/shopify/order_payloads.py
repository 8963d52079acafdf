"""From the body of an order, a refund or a parcel to the domain's words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from novex_shopify.adapters.shopify import payload_shapes as shapes
from novex_shopify.adapters.shopify.person_payloads import address, customer
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

ZERO = shapes.ZERO
Titles = Mapping[int | None, str]

_MONEY_BACK = frozenset({"refund", "void"})
_FREIGHT = "shipping_refund"


def order(body: shapes.Order) -> Order:
    """An order, in the shop's currency."""
    currency = body.currency
    titles = _titles(body.discount_applications)
    return Order(
        id=body.id,
        name=body.name,
        created_at=body.created_at,
        updated_at=body.updated_at,
        total=Money(body.total_price, currency),
        taxes_included=bool(body.taxes_included),
        line_items=tuple([_line_item(line, currency, titles) for line in body.line_items or ()]),
        shipping_lines=tuple(
            [_shipping_line(line, currency, titles) for line in body.shipping_lines or () if not line.is_removed]
        ),
        stated=_stated(body, currency),
        presentment_total=_in_presentment(body.total_price_set, currency),
        duties_included=bool(body.duties_included),
        refunds=tuple([refund(each, currency) for each in body.refunds or ()]),
        parcels=tuple(map(parcel, body.fulfillments or ())),
        customer=customer(body.customer) if body.customer else None,
        company=Company(body.company.id, body.company.location_id) if body.company else None,
        po_number=body.po_number or None,
        email=body.email or None,
        phone=body.phone or None,
        shipping_address=address(body.shipping_address),
        billing_address=address(body.billing_address),
        financial_status=body.financial_status,
        fulfillment_status=body.fulfillment_status,
        payment_gateways=tuple(body.payment_gateway_names or ()),
        discount_codes=tuple([each.code for each in body.discount_codes or () if each.code]),
        source=body.source_name,
        tags=_tags(body.tags),
        note=body.note or None,
        cancelled_at=body.cancelled_at,
        cancel_reason=body.cancel_reason,
        test=bool(body.test),
    )


def refund(body: shapes.Refund, currency: str | None = None) -> Refund:
    """A refund. By itself it names its currency only within its lines."""
    currency = currency or _currency_of(body)
    freight = body.refund_shipping_lines or ()
    return Refund(
        id=body.id,
        order_id=body.order_id,
        refunded_at=body.processed_at or body.created_at,
        lines=tuple([_refund_line(line, currency) for line in body.refund_line_items or ()]),
        adjustments=(
            *(_freight_refund(line, currency) for line in freight),
            *(_adjustment(each, currency, counted=bool(freight)) for each in body.order_adjustments or ()),
        ),
        repayments=tuple(
            [
                Repayment(each.id, each.gateway, Money(each.amount or ZERO, currency), each.status)
                for each in body.transactions or ()
                if each.kind is None or each.kind in _MONEY_BACK
            ]
        ),
        note=body.note or None,
    )


def parcel(body: shapes.Fulfillment) -> ShopifyParcel:
    """A parcel."""
    numbers = body.tracking_numbers or ([body.tracking_number] if body.tracking_number else [])
    return ShopifyParcel(
        id=body.id,
        updated_at=body.updated_at or body.created_at,
        status=body.status,
        tracking_company=body.tracking_company or None,
        tracking_numbers=tuple(numbers),
        lines=tuple([(line.id, line.quantity) for line in body.line_items or ()]),
    )


def _line_item(line: shapes.LineItem, currency: str, titles: Titles) -> LineItem:
    return LineItem(
        id=line.id,
        variant_id=None if line.product_exists is False else line.variant_id,
        sku=line.sku or None,
        title=f"{line.title or ''} - {line.variant_title}" if line.variant_title else line.title or "",
        quantity=line.quantity,
        unit_price=Money(line.price, currency),
        discounts=_discounts(line.discount_allocations, currency, titles),
        taxes=_taxes(line.tax_lines, currency),
        current_quantity=line.quantity if line.current_quantity is None else line.current_quantity,
        presentment_price=_in_presentment(line.price_set, currency),
        gift_card=bool(line.gift_card),
        requires_shipping=line.requires_shipping is not False,
    )


def _shipping_line(line: shapes.ShippingLine, currency: str, titles: Titles) -> ShippingLine:
    return ShippingLine(
        id=line.id or 0,
        title=line.title or "",
        price=Money(line.price or ZERO, currency),
        discounts=_discounts(line.discount_allocations, currency, titles),
        taxes=_taxes(line.tax_lines, currency),
    )


def _discounts(
    allocations: list[shapes.DiscountAllocation] | None, currency: str, titles: Titles
) -> tuple[Discount, ...]:
    if not allocations:
        return ()
    return tuple(
        [
            Discount(titles.get(each.discount_application_index, ""), Money(each.amount, currency))
            for each in allocations
            if each.amount
        ]
    )


def _taxes(lines: list[shapes.TaxLine] | None, currency: str) -> tuple[Tax, ...]:
    if not lines:
        return ()
    return tuple([Tax(tax.title or "", tax.rate, Money(tax.price, currency)) for tax in lines if tax.price])


def _titles(applications: list[shapes.DiscountApplication] | None) -> Titles:
    if not applications:
        return {}
    return {index: each.code or each.title or each.description or "" for index, each in enumerate(applications)}


def _stated(body: shapes.Order, currency: str) -> StatedTotals:
    return StatedTotals(
        current=_money(body.current_total_price, currency),
        discounts=_money(body.total_discounts, currency),
        tax=_money(body.total_tax, currency),
        tip=_money(body.total_tip_received, currency),
        duties=_in_shop(body.original_total_duties_set, currency),
        fees=_in_shop(body.original_total_additional_fees_set, currency),
        outstanding=_money(body.total_outstanding, currency),
        cash_rounding=_in_shop(body.total_cash_rounding_payment_adjustment_set, currency),
    )


def _refund_line(line: shapes.RefundLine, currency: str) -> RefundLine:
    return RefundLine(
        line_item_id=line.line_item_id,
        quantity=line.quantity,
        subtotal=Money(line.subtotal or ZERO, currency),
        tax=Money(line.total_tax or ZERO, currency),
        restock_type=line.restock_type,
        location_id=line.location_id,
    )


def _freight_refund(line: shapes.RefundShippingLine, currency: str) -> Adjustment:
    nothing = Money(ZERO, currency)
    amount, tax = _in_shop(line.subtotal_amount_set, currency), _in_shop(line.tax_amount_set, currency)
    return Adjustment(_FREIGHT, amount or nothing, tax or nothing)


def _adjustment(each: shapes.OrderAdjustment, currency: str, *, counted: bool) -> Adjustment:
    """Negative means money for the customer. Newer versions state refunded freight in lines of its own as well."""
    kind = each.kind or each.reason or "adjustment"
    if counted and kind == _FREIGHT:
        return Adjustment(kind, Money(ZERO, currency), Money(ZERO, currency))
    return Adjustment(kind, Money(-(each.amount or ZERO), currency), Money(-(each.tax_amount or ZERO), currency))


def _currency_of(body: shapes.Refund) -> str:
    sets: Iterable[shapes.AmountSet | None] = (line.subtotal_set for line in body.refund_line_items or ())
    codes = (each.shop_money.currency_code for each in sets if each and each.shop_money)
    return next(filter(None, codes), "")


def _tags(text: str | None) -> str | None:
    """By name: in what order Shopify writes them differs from place to place."""
    return ", ".join(sorted(filter(None, map(str.strip, text.split(","))))) if text else None


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)


def _in_shop(amounts: shapes.AmountSet | None, currency: str) -> Money | None:
    return Money(amounts.shop_money.amount, currency) if amounts and amounts.shop_money else None


def _in_presentment(amounts: shapes.AmountSet | None, currency: str) -> Money | None:
    """What the customer saw, if that was another currency than the shop's."""
    seen = amounts.presentment_money if amounts else None
    return Money(seen.amount, seen.currency_code) if seen and seen.currency_code not in ("", currency) else None
