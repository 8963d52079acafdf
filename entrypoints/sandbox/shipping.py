"""Parcels: created from fulfillment orders, tracked, cancelled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.entrypoints.sandbox.clock import later_than
from novex_shopify.entrypoints.sandbox.errors import UserMistakes
from novex_shopify.entrypoints.sandbox.orders import (
    CustomerMail,
    Fulfillment,
    FulfillmentOrder,
    Order,
    ShippedLine,
    Tracking,
)
from novex_shopify.entrypoints.sandbox.payloads.fulfillment import fulfillment_event_payload
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.routing import add_fulfillment_order, take
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice


@dataclass(frozen=True, slots=True)
class Pick:
    """What to ship of one fulfillment order: quantities by its line ids; none given means all that remains."""

    fulfillment_order_id: int
    quantities: Sequence[tuple[int, int]]


def create_fulfillment(
    shop: Shop, picks: Sequence[Pick], tracking: tuple[Tracking, ...], *, notify: bool
) -> tuple[Fulfillment, list[Notice]]:
    """Ship. Raises `UserMistakes` if Shopify would refuse: then nothing at all has changed."""
    chosen = [(routed := _shippable(shop, pick), _quantities(routed, pick)) for pick in picks]
    _check_together([routed for routed, _ in chosen])
    order = _touch(shop, chosen[0][0].order_id)
    parcel = _pack(shop, order, chosen, tracking, notify=notify)
    shop.keep_fulfillment(parcel)
    for routed, quantities in chosen:
        shop.keep_fulfillment_order(replace(take(routed, quantities), updated_at=order.updated_at))
    _write_to_customer(shop, order, parcel, "shipping_confirmation", notify=notify)
    done = shop.fulfillment_status(order) == "fulfilled"
    reached = "orders/fulfilled" if done else "orders/partially_fulfilled"
    return parcel, _notices(shop, order, parcel, "fulfillments/create", "orders/updated", reached)


def update_tracking(
    shop: Shop, parcel: Fulfillment, tracking: tuple[Tracking, ...], *, notify: bool
) -> tuple[Fulfillment, list[Notice]]:
    """Replace a parcel's tracking. Raises `UserMistakes` for a cancelled one."""
    if parcel.cancelled:
        raise UserMistakes("Fulfillment is cancelled", "fulfillmentId")
    order = _touch(shop, parcel.order_id)
    parcel = replace(parcel, tracking=tracking, notify_customer=notify, updated_at=order.updated_at)
    shop.keep_fulfillment(parcel)
    _write_to_customer(shop, order, parcel, "shipping_update", notify=notify)
    return parcel, _notices(shop, order, parcel, "fulfillments/update", "orders/updated")


def cancel_fulfillment(shop: Shop, parcel: Fulfillment) -> tuple[Fulfillment, list[Notice]]:
    """Take a parcel back; its goods go to a new fulfillment order, under new ids, but for those that were refunded."""
    if parcel.cancelled:
        raise UserMistakes("Fulfillment is already cancelled", "id")
    order = _touch(shop, parcel.order_id)
    parcel = replace(parcel, cancelled=True, updated_at=order.updated_at)
    shop.keep_fulfillment(parcel)
    parts = _unassigned(shop, order, parcel)
    if parts:
        add_fulfillment_order(shop, order, parcel.location_id, parts)
    return parcel, _notices(shop, order, parcel, "fulfillments/update", "orders/updated")


def _unassigned(shop: Shop, order: Order, parcel: Fulfillment) -> list[tuple[int, int]]:
    """Count by order line what a cancelled parcel held that is to be shipped and waits in no fulfillment order."""
    left = Counter(shop.to_ship(order))
    left.subtract(shop.waiting(order))
    held: Counter[int] = Counter()
    for line in parcel.lines:
        held[line.line_item_id] += line.quantity
    parts = [(number, min(quantity, left[number])) for number, quantity in held.items()]
    return [(number, quantity) for number, quantity in parts if quantity > 0]


def _shippable(shop: Shop, pick: Pick) -> FulfillmentOrder:
    routed = shop.fulfillment_orders.get(pick.fulfillment_order_id)
    if routed is None:
        raise UserMistakes("Fulfillment order does not exist.", "fulfillment")
    if not routed.can_ship:
        words = f"Fulfillment order {routed.id} has an unfulfillable status= {routed.status.lower()}."
        raise UserMistakes(words, "fulfillment")
    return routed


def _quantities(routed: FulfillmentOrder, pick: Pick) -> dict[int, int]:
    remaining = {line.id: line.remaining for line in routed.lines}
    if not pick.quantities:
        return {number: quantity for number, quantity in remaining.items() if quantity}
    wanted: dict[int, int] = {}
    for number, quantity in pick.quantities:
        if number not in remaining:
            raise UserMistakes("Fulfillment order line item does not exist.", "fulfillment")
        wanted[number] = wanted.get(number, 0) + quantity
        if quantity < 1 or wanted[number] > remaining[number]:
            raise UserMistakes("Invalid fulfillment order line item quantity requested.", "fulfillment")
    return wanted


def _check_together(chosen: Sequence[FulfillmentOrder]) -> None:
    if not chosen:
        raise UserMistakes("Line items by fulfillment order can't be blank", "fulfillment")
    if len({routed.id for routed in chosen}) < len(chosen):
        raise UserMistakes("A fulfillment order can only be given once.", "fulfillment")
    if len({routed.order_id for routed in chosen}) > 1:
        raise UserMistakes("All fulfillment orders must belong to the same order.", "fulfillment")
    if len({routed.location_id for routed in chosen}) > 1:
        raise UserMistakes("All fulfillment orders must be assigned to the same location.", "fulfillment")


def _pack(
    shop: Shop,
    order: Order,
    chosen: Sequence[tuple[FulfillmentOrder, dict[int, int]]],
    tracking: tuple[Tracking, ...],
    *,
    notify: bool,
) -> Fulfillment:
    lines = tuple(
        ShippedLine(id=shop.ids.next(), line_item_id=line.line_item_id, quantity=quantities[line.id])
        for routed, quantities in chosen
        for line in routed.lines
        if line.id in quantities
    )
    return Fulfillment(
        id=shop.ids.next(),
        order_id=order.id,
        location_id=chosen[0][0].location_id,
        fulfillment_order_ids=tuple(routed.id for routed, _ in chosen),
        name=f"{order.name}.{len(shop.fulfillments_of(order)) + 1}",
        lines=lines,
        tracking=tracking,
        notify_customer=notify,
        created_at=order.updated_at,
        updated_at=order.updated_at,
    )


def _touch(shop: Shop, order_id: int) -> Order:
    """Move the order's `updated_at` on, as every change of its parcels does."""
    before = shop.order(order_id)
    moment: datetime = later_than(before.updated_at, shop.clock())
    order = replace(before, updated_at=moment)
    shop.keep_order(order)
    return order


def _write_to_customer(shop: Shop, order: Order, parcel: Fulfillment, kind: str, *, notify: bool) -> None:
    if not notify or not order.email:
        return
    numbers = tuple(tracking.number for tracking in parcel.tracking if tracking.number)
    mail = CustomerMail(
        order_id=order.id, kind=kind, to=order.email, tracking_numbers=numbers, sent_at=order.updated_at
    )
    shop.mails.append(mail)


def _notices(shop: Shop, order: Order, parcel: Fulfillment, topic: str, *order_topics: str) -> list[Notice]:
    payload = order_payload(shop, order)
    parcel_notice = Notice(topic, parcel.id, fulfillment_event_payload(shop, parcel))
    return [parcel_notice, *(Notice(order_topic, order.id, payload) for order_topic in order_topics)]
