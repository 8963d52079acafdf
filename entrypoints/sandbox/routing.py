"""Order routing: which location ships what. Shopify does this after the order is placed, and on its own."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from novex_shopify.entrypoints.sandbox.clock import whole_second
from novex_shopify.entrypoints.sandbox.orders import FulfillmentOrder, FulfillmentOrderLine, Order, RoutingStatus
from novex_shopify.entrypoints.sandbox.payloads.fulfillment import fulfillment_order_payload, moved_payload
from novex_shopify.entrypoints.sandbox.refunds import RefundedLine
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice


def route_order(shop: Shop, order_id: int) -> list[Notice]:
    """Make one fulfillment order for each location that holds goods of the order, if that is still there."""
    order = shop.orders.get(order_id)
    if order is None or shop.fulfillment_orders_of(order):
        return []
    to_ship = shop.to_ship(order)
    by_location: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for line in (line for line in order.lines if to_ship[line.id]):
        by_location[line.location_id].append((line.id, to_ship[line.id]))
    routed = [add_fulfillment_order(shop, order, location, parts) for location, parts in by_location.items()]
    topic = "fulfillment_orders/order_routing_complete"
    return [Notice(topic, each.id, fulfillment_order_payload(each)) for each in routed]


def add_fulfillment_order(
    shop: Shop, order: Order, location_id: int, parts: Sequence[tuple[int, int]]
) -> FulfillmentOrder:
    """Open a fulfillment order for pairs of order line and quantity."""
    now = whole_second(shop.clock())
    routed = FulfillmentOrder(
        id=shop.ids.next(),
        order_id=order.id,
        location_id=location_id,
        status=RoutingStatus.OPEN,
        lines=tuple(
            FulfillmentOrderLine(id=shop.ids.next(), line_item_id=line_id, total=quantity, remaining=quantity)
            for line_id, quantity in parts
        ),
        created_at=now,
        updated_at=now,
    )
    shop.keep_fulfillment_order(routed)
    return routed


def move(
    shop: Shop, routed: FulfillmentOrder, location_id: int, quantities: dict[int, int]
) -> tuple[FulfillmentOrder, list[Notice]]:
    """Assign pieces, by fulfillment order line, to another location; they get a fulfillment order of their own."""
    items = {line.id: line.line_item_id for line in routed.lines}
    parts = [(items[number], quantity) for number, quantity in quantities.items()]
    left = take(routed, quantities)
    still_open = any(line.remaining for line in left.lines)
    left = replace(left, status=routed.status if still_open else RoutingStatus.CLOSED)
    shop.keep_fulfillment_order(left)
    moved = add_fulfillment_order(shop, shop.order(routed.order_id), location_id, parts)
    return moved, [Notice("fulfillment_orders/moved", moved.id, moved_payload(left, moved, quantities))]


def take(routed: FulfillmentOrder, quantities: dict[int, int]) -> FulfillmentOrder:
    """Take quantities, by fulfillment order line, off what remains; the rest stays in progress, none closes it."""
    lines = tuple(replace(line, remaining=line.remaining - quantities.get(line.id, 0)) for line in routed.lines)
    left = any(line.remaining for line in lines)
    return replace(routed, lines=lines, status=RoutingStatus.IN_PROGRESS if left else RoutingStatus.CLOSED)


def withdraw(shop: Shop, order: Order, refunded: Sequence[RefundedLine]) -> None:
    """Have pieces that went back before they were shipped not be shipped any more; what has left stays as it is."""
    gone: Counter[int] = Counter()
    for line in refunded:
        gone[line.line_item_id] += line.quantity
    for routed in (each for each in shop.fulfillment_orders_of(order) if each.can_ship):
        taken = {line.id: min(gone[line.line_item_id], line.remaining) for line in routed.lines}
        if any(taken.values()):
            gone -= Counter({line.line_item_id: taken[line.id] for line in routed.lines})
            shop.keep_fulfillment_order(replace(_without(routed, taken), updated_at=order.updated_at))


def _without(routed: FulfillmentOrder, taken: dict[int, int]) -> FulfillmentOrder:
    lines = tuple(
        replace(line, total=line.total - taken[line.id], remaining=line.remaining - taken[line.id])
        for line in routed.lines
    )
    still_open = any(line.remaining for line in lines)
    return replace(routed, lines=lines, status=routed.status if still_open else RoutingStatus.CLOSED)
