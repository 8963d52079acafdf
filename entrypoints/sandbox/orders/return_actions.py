"""Creates and changes returns; each action returns the webhook events it causes.

As in Shopify, a return alone changes no order: processing it adds the exchange items and the refund.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp, truncate_to_second
from novex_shopify.entrypoints.sandbox.errors import InvalidInput, NotFound
from novex_shopify.entrypoints.sandbox.fulfillment.routing import add_fulfillment_order
from novex_shopify.entrypoints.sandbox.inventory.commitments import apply_refund
from novex_shopify.entrypoints.sandbox.model.fulfillments import DeliveryMethodType
from novex_shopify.entrypoints.sandbox.model.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.model.refunds import Refund
from novex_shopify.entrypoints.sandbox.model.returns import ExchangeLine, Return, ReturnLine, ReturnStatus
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.money import ZERO
from novex_shopify.entrypoints.sandbox.orders.cart import build_order_lines
from novex_shopify.entrypoints.sandbox.orders.pricing import apply_discount_and_tax
from novex_shopify.entrypoints.sandbox.orders.refund_actions import build_refund_lines
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.payloads.refunds import build_refund_payload
from novex_shopify.entrypoints.sandbox.payloads.returns import build_return_payload
from novex_shopify.entrypoints.sandbox.requests import OrderLineRequest, RefundLineRequest, ReturnRequest

Outcome = tuple[Order, list[WebhookEvent]]

_CHANGES = {
    "approve": ((ReturnStatus.REQUESTED,), ReturnStatus.OPEN),
    "decline": ((ReturnStatus.REQUESTED,), ReturnStatus.DECLINED),
    "cancel": ((ReturnStatus.REQUESTED, ReturnStatus.OPEN), ReturnStatus.CANCELED),
    "close": ((ReturnStatus.OPEN,), ReturnStatus.CLOSED),
    "reopen": ((ReturnStatus.CLOSED,), ReturnStatus.OPEN),
}
"""For each action: the statuses that it is possible in, and the one that it leads to."""


def add_return(shop: Shop, order_id: int, request: ReturnRequest) -> Outcome:
    """Ask for a return, or create one that is approved. Raises `InvalidInput` for more than was shipped."""
    order = shop.get_order(order_id)
    shipped = shop.count_shipped(order)
    for line in request.lines:
        if not 1 <= line.quantity <= shipped.get(line.line_item_id, 0):
            raise InvalidInput(f"lines: {order.name} has not shipped {line.quantity} of the line {line.line_item_id}")
    added = Return(
        id=shop.ids.next_id(),
        name=f"{order.name}-R{len(order.returns) + 1}",
        status=ReturnStatus.REQUESTED if request.requested else ReturnStatus.OPEN,
        created_at=truncate_to_second(shop.clock()),
        lines=tuple(
            ReturnLine(
                id=shop.ids.next_id(),
                line_item_id=line.line_item_id,
                quantity=line.quantity,
                reason=line.reason,
                note=line.note,
                restocking_fee=line.restocking_fee,
            )
            for line in request.lines
        ),
        exchange_lines=tuple(
            ExchangeLine(id=shop.ids.next_id(), sku=line.sku, quantity=line.quantity) for line in request.exchange
        ),
        shipping_fee=request.shipping_fee,
    )
    return _save(shop, order, added, "request" if request.requested else "approve")


def change_return(shop: Shop, order_id: int, return_id: int, action: str) -> Outcome:
    """Approve, decline, cancel, process, close or reopen a return. Raises `InvalidInput` in another status."""
    order = shop.get_order(order_id)
    known = _find_return(order, return_id)
    if action == "process":
        return _process(shop, order, known)
    if action not in _CHANGES:
        raise NotFound(f"There is no action {action} of a return")
    allowed, status = _CHANGES[action]
    if known.status not in allowed:
        raise InvalidInput(f"status: {known.name} is {known.status}, so it cannot {action}")
    closed_at = truncate_to_second(shop.clock()) if status is ReturnStatus.CLOSED else None
    return _save(shop, order, replace(known, status=status, closed_at=closed_at), action)


def _process(shop: Shop, order: Order, known: Return) -> Outcome:
    """Confirm that everything came back: exchange items are sold, and what is left of the credit is repaid."""
    if known.status is not ReturnStatus.OPEN or known.is_processed:
        raise InvalidInput(f"status: {known.name} is {known.status}, so it cannot be processed")
    moment = compute_next_timestamp(order.updated_at, shop.clock())
    sold = _build_exchange_lines(shop, order, known)
    refund = _build_refund(shop, order, known, sold, moment)
    processed = replace(
        known,
        refund_id=refund.id,
        lines=tuple(replace(line, processed_quantity=line.quantity) for line in known.lines),
        exchange_lines=tuple(
            replace(line, line_item_id=added.id) for line, added in zip(known.exchange_lines, sold, strict=True)
        ),
    )
    order = replace(order, lines=(*order.lines, *sold), refunds=(*order.refunds, refund), updated_at=moment)
    order, events = _save(shop, order, processed, "process")
    for line in sold:
        add_fulfillment_order(shop, order, line.location_id, DeliveryMethodType.SHIPPING, [(line.id, line.quantity)])
    return order, [
        *events,
        WebhookEvent("refunds/create", refund.id, build_refund_payload(shop, order, refund)),
        WebhookEvent("orders/updated", order.id, build_order_payload(shop, order)),
        *apply_refund(shop, order, refund.lines),
    ]


def _build_exchange_lines(shop: Shop, order: Order, known: Return) -> tuple[OrderLine, ...]:
    wanted = tuple(OrderLineRequest(sku=line.sku, quantity=line.quantity) for line in known.exchange_lines)
    country, taxes_included = order.address.country_code, order.taxes_included
    lines = apply_discount_and_tax(tuple(build_order_lines(shop, wanted)), None, country, taxes_included=taxes_included)
    return tuple(replace(line, exchanged=True) for line in lines)


def _build_refund(shop: Shop, order: Order, known: Return, sold: tuple[OrderLine, ...], moment: datetime) -> Refund:
    requests = [RefundLineRequest(line_item_id=line.line_item_id, quantity=line.quantity) for line in known.lines]
    refund = Refund(
        id=shop.ids.next_id(),
        transaction_id=shop.ids.next_id(),
        created_at=moment,
        updated_at=moment,
        lines=tuple(build_refund_lines(shop, order, requests)),
        adjustments=(),
        amount=ZERO,
    )
    credit = refund.compute_value(taxes_included=order.taxes_included)
    used = sum(_list_totals(order, sold), known.fees)
    return replace(refund, amount=max(ZERO, credit - used))


def _list_totals(order: Order, lines: tuple[OrderLine, ...]) -> Iterator[Decimal]:
    return (line.discounted_total + (ZERO if order.taxes_included else line.tax) for line in lines)


def _find_return(order: Order, return_id: int) -> Return:
    for each in order.returns:
        if each.id == return_id:
            return each
    raise NotFound(f"{order.name} has no return with the id {return_id}")


def _save(shop: Shop, order: Order, changed: Return, action: str) -> Outcome:
    known = {each.id: each for each in order.returns} | {changed.id: changed}
    order = replace(order, returns=tuple(known.values()))
    shop.save_order(order)
    return order, [WebhookEvent(f"returns/{action}", changed.id, build_return_payload(order, changed))]
