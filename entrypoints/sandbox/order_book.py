"""Orders placed, changed and cancelled, and the webhooks each of these sets off."""

import hashlib
from dataclasses import replace
from typing import Any

from novex_shopify.entrypoints.sandbox.basket import completed, order_lines
from novex_shopify.entrypoints.sandbox.clock import later_than, whole_second
from novex_shopify.entrypoints.sandbox.errors import BadInput
from novex_shopify.entrypoints.sandbox.model import Customer
from novex_shopify.entrypoints.sandbox.money import ZERO, is_amount
from novex_shopify.entrypoints.sandbox.orders import Discount, Order, OrderLine, PurchasingCompany, RoutingStatus
from novex_shopify.entrypoints.sandbox.payloads.fulfillment import fulfillment_order_payload
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.people_book import add_customer, customer_by_email
from novex_shopify.entrypoints.sandbox.pricing import discount_for, priced_lines, shipping_for
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice
from novex_shopify.entrypoints.sandbox.wishes import CustomerWish, OrderWish

CANCEL_REASONS = ("customer", "declined", "fraud", "inventory", "other", "staff")


def place_order(shop: Shop, wish: OrderWish) -> tuple[Order, list[Notice]]:
    """Place an order; whatever the wish leaves open is made up. Raises `BadInput` if the shop cannot sell it."""
    if not is_amount(wish.tip):
        raise BadInput("tip: must not be negative, and have two decimals at most")
    wish = completed(shop, wish)
    basket = tuple(order_lines(shop, wish.lines))
    discount = discount_for(wish.discount_code, basket)
    buyer, notices = _buyer(shop, wish.email or "")
    order = _write_up(shop, wish, buyer, basket, discount)
    shop.keep_order(order)
    topics = ("orders/create", "orders/paid") if wish.paid else ("orders/create",)
    return order, notices + _notices(shop, order, *topics)


def _write_up(
    shop: Shop, wish: OrderWish, buyer: Customer, basket: tuple[OrderLine, ...], discount: Discount | None
) -> Order:
    address, now = buyer.addresses[0], whole_second(shop.clock())
    included = shop.settings.taxes_included if wish.taxes_included is None else wish.taxes_included
    lines = priced_lines(basket, discount, address.country_code, included=included)
    subtotal = sum((line.discounted_price for line in lines), ZERO)
    return Order(
        id=shop.ids.next(),
        number=shop.next_order_number,
        token=hashlib.sha256(f"{shop.domain} {shop.next_order_number}".encode()).hexdigest()[:32],
        currency=shop.settings.currency,
        email=wish.email,
        customer=None if wish.guest else buyer,
        address=address,
        lines=lines,
        shipping=shipping_for(shop.ids.next(), subtotal, address.country_code, included=included),
        discount=discount,
        taxes_included=included,
        test=wish.test,
        financial_status="paid" if wish.paid else "pending",
        created_at=now,
        updated_at=now,
        note=wish.note,
        tags=wish.tags,
        tip=wish.tip,
        po_number=wish.po_number,
        company=PurchasingCompany(id=shop.ids.next(), location_id=shop.ids.next()) if wish.company else None,
    )


def _buyer(shop: Shop, email: str) -> tuple[Customer, list[Notice]]:
    known = customer_by_email(shop, email)
    if known:
        return known, []
    name = email.partition("@")[0].replace(".", " ").title() or "Guest"
    first, _, last = name.partition(" ")
    return add_customer(shop, CustomerWish(first_name=first, last_name=last or "Guest", email=email))


def change_order(shop: Shop, number: int, changed: dict[str, Any]) -> tuple[Order, list[Notice]]:
    """Change note, tags, mail address or payment; `updated_at` always grows."""
    before = shop.order(number)
    pays = changed.pop("paid", False) and before.financial_status == "pending"
    if pays:
        changed["financial_status"] = "paid"
    order = replace(before, **changed, updated_at=later_than(before.updated_at, shop.clock()))
    shop.keep_order(order)
    return order, _notices(shop, order, *(["orders/paid"] if pays else []), "orders/updated")


def cancel_order(shop: Shop, number: int, reason: str) -> tuple[Order, list[Notice]]:
    """Cancel an order that has not been shipped; money already paid stays where it is.

    Raises `BadInput` for one that is cancelled or shipped, in part or in whole.
    """
    before = shop.order(number)
    if reason not in CANCEL_REASONS:
        raise BadInput(f"reason: must be one of {', '.join(CANCEL_REASONS)}")
    if before.cancelled_at or shop.fulfillment_status(before):
        raise BadInput(f"{before.name} cannot be cancelled: it is {'cancelled' if before.cancelled_at else 'shipped'}")
    moment = later_than(before.updated_at, shop.clock())
    status = "voided" if before.financial_status == "pending" else before.financial_status
    order = replace(before, cancelled_at=moment, cancel_reason=reason, financial_status=status, updated_at=moment)
    shop.keep_order(order)
    return order, [*_notices(shop, order, "orders/cancelled", "orders/updated"), *_close_routing(shop, order)]


def delete_order(shop: Shop, number: int) -> tuple[Order, list[Notice]]:
    """Remove an order with its parcels; the notice names nothing but its id."""
    order = shop.order(number)
    shop.forget_order(order)
    return order, [Notice("orders/delete", number, {"id": number})]


def _close_routing(shop: Shop, order: Order) -> list[Notice]:
    notices = []
    for routed in (each for each in shop.fulfillment_orders_of(order) if each.can_ship):
        closed = replace(routed, status=RoutingStatus.CANCELLED, updated_at=order.updated_at)
        shop.keep_fulfillment_order(closed)
        notices.append(Notice("fulfillment_orders/cancelled", closed.id, fulfillment_order_payload(closed)))
    return notices


def _notices(shop: Shop, order: Order, *topics: str) -> list[Notice]:
    payload = order_payload(shop, order)
    return [Notice(topic, order.id, payload) for topic in topics]
