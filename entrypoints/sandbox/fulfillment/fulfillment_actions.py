"""Creates, updates and cancels fulfillments."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.entrypoints.sandbox.clock import compute_next_timestamp
from novex_shopify.entrypoints.sandbox.errors import UserError
from novex_shopify.entrypoints.sandbox.fulfillment.routing import add_fulfillment_order, take_quantities
from novex_shopify.entrypoints.sandbox.inventory.commitments import return_shipped, take_shipped
from novex_shopify.entrypoints.sandbox.model.fulfillments import (
    CustomerEmail,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    Tracking,
)
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.fulfillments import build_fulfillment_event_payload
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload


@dataclass(frozen=True, slots=True)
class FulfillmentLineInput:
    """What to ship of one fulfillment order: quantities by line id; without any, everything that remains."""

    fulfillment_order_id: int
    quantities: Sequence[tuple[int, int]]


def create_fulfillment(
    shop: Shop, line_inputs: Sequence[FulfillmentLineInput], tracking: tuple[Tracking, ...], *, notify: bool
) -> tuple[Fulfillment, list[WebhookEvent]]:
    """Raises `UserError` if Shopify would refuse; then nothing has changed."""
    selections = [
        (
            fulfillment_order := _get_shippable_fulfillment_order(shop, pick),
            _resolve_quantities(fulfillment_order, pick),
        )
        for pick in line_inputs
    ]
    _check_fulfilled_together([fulfillment_order for fulfillment_order, _ in selections])
    order = _touch_order(shop, selections[0][0].order_id)
    fulfillment = _build_fulfillment(shop, order, selections, tracking, notify=notify)
    shop.save_fulfillment(fulfillment)
    for fulfillment_order, quantities in selections:
        shop.save_fulfillment_order(
            replace(take_quantities(fulfillment_order, quantities), updated_at=order.updated_at)
        )
    _record_customer_email(shop, order, fulfillment, "shipping_confirmation", notify=notify)
    is_fulfilled = shop.get_fulfillment_status(order) == "fulfilled"
    order_topic = "orders/fulfilled" if is_fulfilled else "orders/partially_fulfilled"
    events = _build_events(shop, order, fulfillment, "fulfillments/create", "orders/updated", order_topic)
    return fulfillment, events + take_shipped(shop, order)


def update_tracking(
    shop: Shop, fulfillment: Fulfillment, tracking: tuple[Tracking, ...], *, notify: bool
) -> tuple[Fulfillment, list[WebhookEvent]]:
    """Replace the tracking. Raises `UserError` for a cancelled fulfillment."""
    if fulfillment.cancelled:
        raise UserError("Fulfillment is cancelled", "fulfillmentId")
    order = _touch_order(shop, fulfillment.order_id)
    fulfillment = replace(fulfillment, tracking=tracking, notify_customer=notify, updated_at=order.updated_at)
    shop.save_fulfillment(fulfillment)
    _record_customer_email(shop, order, fulfillment, "shipping_update", notify=notify)
    return fulfillment, _build_events(shop, order, fulfillment, "fulfillments/update", "orders/updated")


def cancel_fulfillment(shop: Shop, fulfillment: Fulfillment) -> tuple[Fulfillment, list[WebhookEvent]]:
    """Cancel; unrefunded units go to a new fulfillment order with new ids, by the same delivery method."""
    if fulfillment.cancelled:
        raise UserError("Fulfillment is already cancelled", "id")
    order = _touch_order(shop, fulfillment.order_id)
    fulfillment = replace(fulfillment, cancelled=True, updated_at=order.updated_at)
    shop.save_fulfillment(fulfillment)
    line_quantities = _count_unassigned(shop, order, fulfillment)
    if line_quantities:
        method = shop.fulfillment_orders[fulfillment.fulfillment_order_ids[0]].delivery_method
        add_fulfillment_order(shop, order, fulfillment.location_id, method, line_quantities)
    events = _build_events(shop, order, fulfillment, "fulfillments/update", "orders/updated")
    return fulfillment, events + return_shipped(shop, order, fulfillment)


def _count_unassigned(shop: Shop, order: Order, fulfillment: Fulfillment) -> list[tuple[int, int]]:
    """Count by order line the units of a cancelled fulfillment that no open fulfillment order holds."""
    unassigned = Counter(shop.count_unfulfilled(order))
    unassigned.subtract(shop.count_assigned(order))
    fulfilled_quantities: Counter[int] = Counter()
    for line in fulfillment.lines:
        fulfilled_quantities[line.line_item_id] += line.quantity
    line_quantities = [(number, min(quantity, unassigned[number])) for number, quantity in fulfilled_quantities.items()]
    return [(number, quantity) for number, quantity in line_quantities if quantity > 0]


def _get_shippable_fulfillment_order(shop: Shop, line_input: FulfillmentLineInput) -> FulfillmentOrder:
    fulfillment_order = shop.fulfillment_orders.get(line_input.fulfillment_order_id)
    if fulfillment_order is None:
        raise UserError("Fulfillment order does not exist.", "fulfillment")
    if not fulfillment_order.can_ship:
        message = (
            f"Fulfillment order {fulfillment_order.id} has an unfulfillable status= {fulfillment_order.status.lower()}."
        )
        raise UserError(message, "fulfillment")
    return fulfillment_order


def _resolve_quantities(fulfillment_order: FulfillmentOrder, line_input: FulfillmentLineInput) -> dict[int, int]:
    remaining = {line.id: line.remaining_quantity for line in fulfillment_order.lines}
    if not line_input.quantities:
        return {number: quantity for number, quantity in remaining.items() if quantity}
    quantities: dict[int, int] = {}
    for number, quantity in line_input.quantities:
        if number not in remaining:
            raise UserError("Fulfillment order line item does not exist.", "fulfillment")
        quantities[number] = quantities.get(number, 0) + quantity
        if quantity < 1 or quantities[number] > remaining[number]:
            raise UserError("Invalid fulfillment order line item quantity requested.", "fulfillment")
    return quantities


def _check_fulfilled_together(fulfillment_orders: Sequence[FulfillmentOrder]) -> None:
    if not fulfillment_orders:
        raise UserError("Line items by fulfillment order can't be blank", "fulfillment")
    if len({fulfillment_order.id for fulfillment_order in fulfillment_orders}) < len(fulfillment_orders):
        raise UserError("A fulfillment order can only be given once.", "fulfillment")
    if len({fulfillment_order.order_id for fulfillment_order in fulfillment_orders}) > 1:
        raise UserError("All fulfillment orders must belong to the same order.", "fulfillment")
    if len({fulfillment_order.location_id for fulfillment_order in fulfillment_orders}) > 1:
        raise UserError("All fulfillment orders must be assigned to the same location.", "fulfillment")
    methods = sorted({fulfillment_order.delivery_method.lower() for fulfillment_order in fulfillment_orders})
    if len(methods) > 1:
        message = (
            "All fulfillment orders must have the same delivery method type."
            f" Multiple delivery method types {json.dumps(methods)} were found."
        )
        raise UserError(message, "fulfillment")


def _build_fulfillment(
    shop: Shop,
    order: Order,
    selections: Sequence[tuple[FulfillmentOrder, dict[int, int]]],
    tracking: tuple[Tracking, ...],
    *,
    notify: bool,
) -> Fulfillment:
    lines = tuple(
        FulfillmentLine(id=shop.ids.next_id(), line_item_id=line.line_item_id, quantity=quantities[line.id])
        for fulfillment_order, quantities in selections
        for line in fulfillment_order.lines
        if line.id in quantities
    )
    return Fulfillment(
        id=shop.ids.next_id(),
        order_id=order.id,
        location_id=selections[0][0].location_id,
        fulfillment_order_ids=tuple(fulfillment_order.id for fulfillment_order, _ in selections),
        name=f"{order.name}.{len(shop.list_fulfillments(order)) + 1}",
        lines=lines,
        tracking=tracking,
        notify_customer=notify,
        created_at=order.updated_at,
        updated_at=order.updated_at,
    )


def _touch_order(shop: Shop, order_id: int) -> Order:
    """Increase the order's `updated_at`, as every change of a fulfillment does."""
    before = shop.get_order(order_id)
    moment: datetime = compute_next_timestamp(before.updated_at, shop.clock())
    order = replace(before, updated_at=moment)
    shop.save_order(order)
    return order


def _record_customer_email(shop: Shop, order: Order, fulfillment: Fulfillment, kind: str, *, notify: bool) -> None:
    if not notify or not order.email:
        return
    numbers = tuple(tracking.number for tracking in fulfillment.tracking if tracking.number)
    email = CustomerEmail(
        order_id=order.id, template=kind, recipient=order.email, tracking_numbers=numbers, sent_at=order.updated_at
    )
    shop.customer_emails.append(email)


def _build_events(
    shop: Shop, order: Order, fulfillment: Fulfillment, topic: str, *order_topics: str
) -> list[WebhookEvent]:
    payload = build_order_payload(shop, order)
    fulfillment_event = WebhookEvent(topic, fulfillment.id, build_fulfillment_event_payload(shop, fulfillment))
    return [fulfillment_event, *(WebhookEvent(order_topic, order.id, payload) for order_topic in order_topics)]
