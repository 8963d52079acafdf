"""Order routing: assigns an order's lines to locations and delivery methods, as Shopify does after it is placed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from novex_shopify.entrypoints.sandbox.clock import truncate_to_second
from novex_shopify.entrypoints.sandbox.inventory.commitments import commit_order
from novex_shopify.entrypoints.sandbox.model.fulfillments import (
    DeliveryMethodType,
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderStatus,
)
from novex_shopify.entrypoints.sandbox.model.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.model.refunds import RefundLine
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent
from novex_shopify.entrypoints.sandbox.payloads.fulfillments import (
    build_fulfillment_order_moved_payload,
    build_fulfillment_order_payload,
)


def route_order(shop: Shop, order_id: int) -> list[WebhookEvent]:
    """Create a fulfillment order for each location and delivery method of the order's lines, if it still exists."""
    order = shop.orders.get(order_id)
    if order is None or shop.list_fulfillment_orders(order):
        return []
    to_ship = shop.count_unfulfilled(order)
    groups: defaultdict[tuple[int, DeliveryMethodType], list[tuple[int, int]]] = defaultdict(list)
    for line in order.lines:
        for method, quantity in _split_by_method(line, to_ship[line.id]).items():
            groups[line.location_id, method].append((line.id, quantity))
    fulfillment_orders = [
        add_fulfillment_order(shop, order, location, method, line_quantities)
        for (location, method), line_quantities in groups.items()
    ]
    topic = "fulfillment_orders/order_routing_complete"
    return [WebhookEvent(topic, each.id, build_fulfillment_order_payload(each)) for each in fulfillment_orders]


def _split_by_method(line: OrderLine, quantity: int) -> Counter[DeliveryMethodType]:
    split: Counter[DeliveryMethodType] = Counter()
    for method, wanted in (*line.delivery_methods, (DeliveryMethodType.SHIPPING, quantity)):
        split[method] += min(wanted, quantity - split.total())
    return +split


def add_fulfillment_order(
    shop: Shop,
    order: Order,
    location_id: int,
    delivery_method: DeliveryMethodType,
    line_quantities: Sequence[tuple[int, int]],
) -> FulfillmentOrder:
    """Create a fulfillment order from pairs of order line and quantity."""
    now = truncate_to_second(shop.clock())
    fulfillment_order = FulfillmentOrder(
        id=shop.ids.next_id(),
        order_id=order.id,
        location_id=location_id,
        delivery_method=delivery_method,
        status=FulfillmentOrderStatus.OPEN,
        lines=tuple(
            FulfillmentOrderLine(
                id=shop.ids.next_id(), line_item_id=line_id, total_quantity=quantity, remaining_quantity=quantity
            )
            for line_id, quantity in line_quantities
        ),
        created_at=now,
        updated_at=now,
    )
    shop.save_fulfillment_order(fulfillment_order)
    return fulfillment_order


def move_fulfillment_order(
    shop: Shop, fulfillment_order: FulfillmentOrder, location_id: int, quantities: dict[int, int]
) -> tuple[FulfillmentOrder, list[WebhookEvent]]:
    """Assign quantities by line to another location, in a new fulfillment order of the same delivery method."""
    items = {line.id: line.line_item_id for line in fulfillment_order.lines}
    line_quantities = [(items[number], quantity) for number, quantity in quantities.items()]
    original = take_quantities(fulfillment_order, quantities)
    still_open = any(line.remaining_quantity for line in original.lines)
    original = replace(original, status=fulfillment_order.status if still_open else FulfillmentOrderStatus.CLOSED)
    shop.save_fulfillment_order(original)
    order = shop.get_order(fulfillment_order.order_id)
    moved = add_fulfillment_order(
        shop,
        order,
        location_id,
        fulfillment_order.delivery_method,
        line_quantities,
    )
    return moved, [
        WebhookEvent(
            "fulfillment_orders/moved", moved.id, build_fulfillment_order_moved_payload(original, moved, quantities)
        ),
        *commit_order(shop, order),
    ]


def take_quantities(fulfillment_order: FulfillmentOrder, quantities: dict[int, int]) -> FulfillmentOrder:
    """Reduce the remaining quantities by fulfillment order line; the fulfillment order closes when none remains."""
    lines = tuple(
        replace(line, remaining_quantity=line.remaining_quantity - quantities.get(line.id, 0))
        for line in fulfillment_order.lines
    )
    left = any(line.remaining_quantity for line in lines)
    return replace(
        fulfillment_order,
        lines=lines,
        status=FulfillmentOrderStatus.IN_PROGRESS if left else FulfillmentOrderStatus.CLOSED,
    )


def remove_refunded_quantities(shop: Shop, order: Order, refund_lines: Sequence[RefundLine]) -> None:
    """Take units that were refunded before they were shipped out of the fulfillment orders."""
    refunded_quantities: Counter[int] = Counter()
    for line in refund_lines:
        refunded_quantities[line.line_item_id] += line.quantity
    for fulfillment_order in (each for each in shop.list_fulfillment_orders(order) if each.can_ship):
        removed = {
            line.id: min(refunded_quantities[line.line_item_id], line.remaining_quantity)
            for line in fulfillment_order.lines
        }
        if any(removed.values()):
            refunded_quantities -= Counter({line.line_item_id: removed[line.id] for line in fulfillment_order.lines})
            shop.save_fulfillment_order(
                replace(_reduce_quantities(fulfillment_order, removed), updated_at=order.updated_at)
            )


def _reduce_quantities(fulfillment_order: FulfillmentOrder, removed: dict[int, int]) -> FulfillmentOrder:
    lines = tuple(
        replace(
            line,
            total_quantity=line.total_quantity - removed[line.id],
            remaining_quantity=line.remaining_quantity - removed[line.id],
        )
        for line in fulfillment_order.lines
    )
    still_open = any(line.remaining_quantity for line in lines)
    return replace(
        fulfillment_order, lines=lines, status=fulfillment_order.status if still_open else FulfillmentOrderStatus.CLOSED
    )
