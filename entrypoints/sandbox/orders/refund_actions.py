"""Creates and settles refunds; each action returns the webhook events it causes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp
from novex_shopify.entrypoints.sandbox.errors import InvalidInput, NotFound
from novex_shopify.entrypoints.sandbox.fulfillment.routing import remove_refunded_quantities
from novex_shopify.entrypoints.sandbox.inventory.commitments import apply_refund
from novex_shopify.entrypoints.sandbox.model.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.model.refunds import (
    AdjustmentKind,
    OrderAdjustment,
    Refund,
    RefundLine,
    RestockType,
)
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.money import ZERO, compute_share
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.payloads.refunds import build_refund_payload
from novex_shopify.entrypoints.sandbox.requests import RefundLineRequest, RefundRequest


def refund_order(shop: Shop, order_id: int, request: RefundRequest) -> tuple[Order, list[WebhookEvent]]:
    """Refund lines and shipping; if neither is named, everything that is left, including the tip.

    Raises `InvalidInput` for more than is left, and for an order that is cancelled or was never paid.
    """
    before = shop.get_order(order_id)
    _check_refundable(before)
    moment = compute_next_timestamp(before.updated_at, shop.clock())
    refund = _build_refund(shop, before, request, moment)
    order = replace(before, refunds=(*before.refunds, refund), updated_at=moment)
    order = replace(order, financial_status=_compute_financial_status(order))
    shop.save_order(order)
    remove_refunded_quantities(shop, order, refund.lines)
    return order, [
        WebhookEvent("refunds/create", refund.id, build_refund_payload(shop, order, refund)),
        _build_updated_event(shop, order),
        *apply_refund(shop, order, refund.lines),
    ]


def settle_refund(shop: Shop, order_id: int, refund_id: int) -> tuple[Order, list[WebhookEvent]]:
    """Complete the payment of a pending refund. Raises `InvalidInput` if it is not pending."""
    before = shop.get_order(order_id)
    refund = next((each for each in before.refunds if each.id == refund_id), None)
    if refund is None:
        raise NotFound(f"{before.name} has no refund with the id {refund_id}")
    if not refund.pending:
        raise InvalidInput(f"pending: the refund {refund_id} of {before.name} is not pending")
    moment = compute_next_timestamp(before.updated_at, shop.clock())
    settled = replace(refund, pending=False, updated_at=moment)
    refunds = tuple(settled if each is refund else each for each in before.refunds)
    order = replace(before, refunds=refunds, updated_at=moment)
    shop.save_order(order)
    return order, [_build_updated_event(shop, order)]


def _check_refundable(order: Order) -> None:
    if order.cancelled_at:
        raise InvalidInput(f"cancelled_at: {order.name} is cancelled and cannot be refunded")
    if not order.is_paid:
        raise InvalidInput(
            f"financial_status: {order.name} is {order.financial_status}, and only a paid order can be refunded"
        )


def _build_refund(shop: Shop, order: Order, request: RefundRequest, moment: datetime) -> Refund:
    line_requests = _build_full_line_requests(order) if request.is_full_refund else request.lines
    lines = tuple(build_refund_lines(shop, order, line_requests))
    adjustments = tuple(_build_adjustments(shop, order, request))
    if not lines and not adjustments:
        raise InvalidInput(f"lines: {order.name} has nothing left to refund")
    subtotal = sum((line.subtotal for line in lines), ZERO) + sum((each.amount for each in adjustments), ZERO)
    taxes = sum((line.tax for line in lines), ZERO) + sum((each.tax for each in adjustments), ZERO)
    amount = subtotal if order.taxes_included else subtotal + taxes
    return Refund(
        id=shop.ids.next_id(),
        transaction_id=shop.ids.next_id(),
        created_at=moment,
        updated_at=moment,
        lines=lines,
        adjustments=adjustments,
        amount=amount,
        pending=request.pending and bool(amount),
        note=request.note,
    )


def _build_full_line_requests(order: Order) -> tuple[RefundLineRequest, ...]:
    left = ((line.id, order.compute_current_quantity(line)) for line in order.lines)
    return tuple(RefundLineRequest(line_item_id=number, quantity=quantity) for number, quantity in left if quantity)


def build_refund_lines(shop: Shop, order: Order, line_requests: Iterable[RefundLineRequest]) -> Iterator[RefundLine]:
    """Check each line against what the previous ones leave; unshipped units are refunded first."""
    to_ship = shop.count_unfulfilled(order)
    refunded_quantities: Counter[int] = Counter()
    for index, line_request in enumerate(line_requests):
        line = _find_order_line(order, line_request, index)
        refundable = order.compute_current_quantity(line) - refunded_quantities[line.id]
        if not 1 <= line_request.quantity <= refundable:
            raise InvalidInput(
                f"lines[{index}].quantity: must be 1 or more, and at most the {refundable} that are left"
            )
        unshipped = max(0, to_ship[line.id] - refunded_quantities[line.id])
        yield from _split_by_restock_type(
            shop, line, line_request, first=line.quantity - refundable, unshipped_quantity=unshipped
        )
        refunded_quantities[line.id] += line_request.quantity


def _find_order_line(order: Order, line_request: RefundLineRequest, index: int) -> OrderLine:
    for line in order.lines:
        if line.id == line_request.line_item_id:
            return line
    raise InvalidInput(f"lines[{index}].line_item_id: {order.name} has no line with the id {line_request.line_item_id}")


def _split_by_restock_type(
    shop: Shop, line: OrderLine, line_request: RefundLineRequest, *, first: int, unshipped_quantity: int
) -> Iterator[RefundLine]:
    """Split the units by restock type, each part with its share of the line's money."""
    unshipped = min(line_request.quantity, unshipped_quantity)
    restocked = {RestockType.CANCEL: unshipped, RestockType.RETURN: line_request.quantity - unshipped}
    parts = restocked if line_request.restock and not line.gift_card else {RestockType.NONE: line_request.quantity}
    for restock, quantity in parts.items():
        if quantity:
            units = range(first, first + quantity)
            yield RefundLine(
                id=shop.ids.next_id(),
                line_item_id=line.id,
                quantity=quantity,
                subtotal=compute_share(line.discounted_total, units, line.quantity),
                tax=compute_share(line.tax, units, line.quantity),
                restock_type=restock,
                location_id=None if restock is RestockType.NONE else line.location_id,
            )
            first += quantity


def _build_adjustments(shop: Shop, order: Order, request: RefundRequest) -> Iterator[OrderAdjustment]:
    if request.shipping and not order.current_shipping:
        raise InvalidInput(f"shipping: no shipping of {order.name} is left to refund")
    if order.current_shipping and (request.shipping or request.is_full_refund):
        shipping = order.shipping
        yield OrderAdjustment(
            id=shop.ids.next_id(), kind=AdjustmentKind.SHIPPING, amount=order.current_shipping, tax=shipping.tax
        )
    if order.current_tip and request.is_full_refund:
        yield OrderAdjustment(id=shop.ids.next_id(), kind=AdjustmentKind.DISCREPANCY, amount=order.current_tip)


def _compute_financial_status(order: Order) -> str:
    if order.current_total == order.total:
        return order.financial_status
    return "partially_refunded" if order.current_total else "refunded"


def _build_updated_event(shop: Shop, order: Order) -> WebhookEvent:
    return WebhookEvent("orders/updated", order.id, build_order_payload(shop, order))
