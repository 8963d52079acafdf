"""Places, changes, cancels and deletes orders; each action returns the webhook events it causes."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp, truncate_to_second
from novex_shopify.entrypoints.sandbox.customers.customer_actions import add_customer, find_customer_by_email
from novex_shopify.entrypoints.sandbox.errors import InvalidInput
from novex_shopify.entrypoints.sandbox.inventory.commitments import commit_order, release_order
from novex_shopify.entrypoints.sandbox.model.fulfillments import FulfillmentOrderStatus
from novex_shopify.entrypoints.sandbox.model.order_details import (
    POINT_OF_SALE_APP_ID,
    WEB,
    OrderSource,
    PaymentTerms,
)
from novex_shopify.entrypoints.sandbox.model.orders import Discount, Order, OrderLine, PurchasingCompany
from novex_shopify.entrypoints.sandbox.model.resources import Customer
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.money import ZERO, is_valid_amount
from novex_shopify.entrypoints.sandbox.orders.cart import build_order_lines, fill_in_defaults
from novex_shopify.entrypoints.sandbox.orders.pricing import (
    apply_discount_and_tax,
    compute_discount,
    compute_shipping_line,
)
from novex_shopify.entrypoints.sandbox.payloads.fulfillments import build_fulfillment_order_payload
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.requests import CustomerRequest, OrderRequest

CANCEL_REASONS = ("customer", "declined", "fraud", "inventory", "other", "staff")


def place_order(shop: Shop, request: OrderRequest) -> tuple[Order, list[WebhookEvent]]:
    """Place an order and fill in what the request leaves open. Raises `InvalidInput` if the shop cannot sell it."""
    if not is_valid_amount(request.tip):
        raise InvalidInput("tip: must not be negative, with at most two decimals")
    request = fill_in_defaults(shop, request)
    lines = tuple(build_order_lines(shop, request.lines))
    discount = compute_discount(request.discount_code, lines)
    buyer, events = _find_or_add_customer(shop, request.email or "")
    order = _build_order(shop, request, buyer, lines, discount)
    shop.save_order(order)
    topics = ("orders/create", "orders/paid") if request.paid else ("orders/create",)
    return order, [*events, *_build_events(shop, order, *topics), *commit_order(shop, order)]


def _build_order(
    shop: Shop, request: OrderRequest, buyer: Customer, unpriced_lines: tuple[OrderLine, ...], discount: Discount | None
) -> Order:
    address, now = buyer.addresses[0], truncate_to_second(shop.clock())
    taxes_included = shop.settings.taxes_included if request.taxes_included is None else request.taxes_included
    lines = apply_discount_and_tax(unpriced_lines, discount, address.country_code, taxes_included=taxes_included)
    subtotal = sum((line.discounted_total for line in lines), ZERO)
    return Order(
        id=shop.ids.next_id(),
        number=shop.next_order_number,
        token=hashlib.sha256(f"{shop.domain} {shop.next_order_number}".encode()).hexdigest()[:32],
        currency=shop.settings.currency,
        email=request.email,
        customer=None if request.guest else buyer,
        address=address,
        lines=lines,
        shipping=compute_shipping_line(
            shop.ids.next_id(), subtotal, address.country_code, taxes_included=taxes_included
        ),
        discount=discount,
        taxes_included=taxes_included,
        test=request.test,
        financial_status="paid" if request.paid else "pending",
        created_at=now,
        updated_at=now,
        processed_at=request.processed_at,
        note=request.note,
        tags=request.tags,
        tip=request.tip,
        po_number=request.po_number,
        company=_build_company(shop, request),
        source=_build_source(shop, request),
        payment_terms=_build_payment_terms(shop, request, now),
        tax_exempt=request.tax_exempt,
        note_attributes=request.note_attributes,
        localized_fields=request.localized_fields,
    )


def _build_company(shop: Shop, request: OrderRequest) -> PurchasingCompany | None:
    if not request.company:
        return None
    return PurchasingCompany(id=shop.ids.next_id(), location_id=shop.ids.next_id(), tax_id=request.tax_id)


def _build_source(shop: Shop, request: OrderRequest) -> OrderSource:
    if not request.retail:
        return WEB
    receipt = f"{shop.next_order_number}-1-1000"
    return OrderSource(
        name="pos", app_id=POINT_OF_SALE_APP_ID, identifier=receipt, location_id=next(iter(shop.locations))
    )


def _build_payment_terms(shop: Shop, request: OrderRequest, now: datetime) -> PaymentTerms | None:
    if request.due_in_days is None:
        return None
    return PaymentTerms(id=shop.ids.next_id(), due_in_days=request.due_in_days, issued_at=now)


def _find_or_add_customer(shop: Shop, email: str) -> tuple[Customer, list[WebhookEvent]]:
    customer = find_customer_by_email(shop, email)
    if customer:
        return customer, []
    name = email.partition("@")[0].replace(".", " ").title() or "Guest"
    first, _, last = name.partition(" ")
    return add_customer(shop, CustomerRequest(first_name=first, last_name=last or "Guest", email=email))


def change_order(shop: Shop, order_id: int, changes: dict[str, Any]) -> tuple[Order, list[WebhookEvent]]:
    """Change note, tags, email address or payment; `updated_at` always increases."""
    before = shop.get_order(order_id)
    becomes_paid = changes.pop("paid", False) and before.financial_status == "pending"
    if becomes_paid:
        changes["financial_status"] = "paid"
    order = replace(before, **changes, updated_at=compute_next_timestamp(before.updated_at, shop.clock()))
    shop.save_order(order)
    return order, _build_events(shop, order, *(["orders/paid"] if becomes_paid else []), "orders/updated")


def cancel_order(shop: Shop, order_id: int, reason: str, *, restock: bool = True) -> tuple[Order, list[WebhookEvent]]:
    """Cancel an order without refunding it.

    Raises `InvalidInput` if the order is cancelled, or shipped in part or in whole.
    """
    before = shop.get_order(order_id)
    if reason not in CANCEL_REASONS:
        raise InvalidInput(f"reason: must be one of {', '.join(CANCEL_REASONS)}")
    if before.cancelled_at or shop.get_fulfillment_status(before):
        raise InvalidInput(
            f"{before.name} cannot be cancelled: it is {'cancelled' if before.cancelled_at else 'shipped'}"
        )
    moment = compute_next_timestamp(before.updated_at, shop.clock())
    status = "voided" if before.financial_status == "pending" else before.financial_status
    order = replace(before, cancelled_at=moment, cancel_reason=reason, financial_status=status, updated_at=moment)
    shop.save_order(order)
    return order, [
        *_build_events(shop, order, "orders/cancelled", "orders/updated"),
        *_cancel_fulfillment_orders(shop, order),
        *release_order(shop, order, restock=restock),
    ]


def delete_order(shop: Shop, order_id: int) -> tuple[Order, list[WebhookEvent]]:
    """Delete an order with its fulfillments; the webhook has nothing but its id."""
    order = shop.get_order(order_id)
    shop.delete_order(order)
    return order, [
        WebhookEvent("orders/delete", order_id, {"id": order_id}),
        *release_order(shop, order, restock=True),
    ]


def _cancel_fulfillment_orders(shop: Shop, order: Order) -> list[WebhookEvent]:
    events = []
    for fulfillment_order in (each for each in shop.list_fulfillment_orders(order) if each.can_ship):
        closed = replace(fulfillment_order, status=FulfillmentOrderStatus.CANCELLED, updated_at=order.updated_at)
        shop.save_fulfillment_order(closed)
        events.append(WebhookEvent("fulfillment_orders/cancelled", closed.id, build_fulfillment_order_payload(closed)))
    return events


def _build_events(shop: Shop, order: Order, *topics: str) -> list[WebhookEvent]:
    payload = build_order_payload(shop, order)
    return [WebhookEvent(topic, order.id, payload) for topic in topics]
