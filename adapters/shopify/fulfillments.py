"""Reading and making fulfillments."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from novex_shopify.adapters.shopify import answers
from novex_shopify.adapters.shopify.gid import gid, number
from novex_shopify.adapters.shopify.graphql import GraphQLClient, check_user_errors
from novex_shopify.domain.errors import NotFound, ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentRequest,
    OrderFulfillments,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess

_MOST_FULFILLMENTS = 10


def read(client: GraphQLClient, access: ShopAccess, order_id: int) -> OrderFulfillments:
    """The shipping side of an order, with every page of it."""
    orders = list(_pages(client, access, order_id))
    fulfillments = orders[0].fulfillments
    if len(fulfillments) >= _MOST_FULFILLMENTS:
        raise ShopifyRefused("orderFulfillments", [f"the order has {_MOST_FULFILLMENTS} or more fulfillments."])
    return OrderFulfillments(
        tuple(_fulfillment_order(client, access, node) for order in orders for node in order.fulfillment_orders.nodes),
        tuple(_fulfillment(client, access, fulfillment) for fulfillment in fulfillments),
    )


def create(client: GraphQLClient, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
    """Ship; the new fulfillment's lines are those of the request."""
    created = client.execute(
        access, "fulfillmentCreate", answers.FulfillmentCreated, fulfillment=_input(request)
    ).fulfillment_create
    check_user_errors("fulfillmentCreate", created.user_errors)
    if created.fulfillment is None:
        raise ShopifyUnavailable("fulfillmentCreate gave neither a fulfillment nor an error.")
    quantities: Counter[int] = Counter()
    for line in request.lines:
        quantities[line.line_item_id] += line.quantity
    return Fulfillment(created.fulfillment.id, (request.tracking.number,) if request.tracking else (), quantities)


def _pages(client: GraphQLClient, access: ShopAccess, order_id: int) -> Iterator[answers.Order]:
    cursor = None
    while True:
        answer = client.execute(
            access, "orderFulfillments", answers.OrderFulfillments, id=gid("Order", order_id), after=cursor
        )
        if answer.order is None:
            raise NotFound(f"{access.shop} has no order {order_id}.")
        yield answer.order
        cursor = answer.order.fulfillment_orders.page_info.next_cursor
        if cursor is None:
            return


def _fulfillment_order(client: GraphQLClient, access: ShopAccess, node: answers.FulfillmentOrder) -> FulfillmentOrder:
    lines, cursor = node.line_items.nodes, node.line_items.page_info.next_cursor
    while cursor:
        answer = client.execute(
            access, "fulfillmentOrderLines", answers.FulfillmentOrderLines, id=node.id, after=cursor
        )
        lines += answer.fulfillment_order.line_items.nodes
        cursor = answer.fulfillment_order.line_items.page_info.next_cursor
    location = node.assigned_location
    return FulfillmentOrder(
        id=node.id,
        location_id=location.location.id if location.location else location.name,
        can_be_fulfilled=any(supported.action == "CREATE_FULFILLMENT" for supported in node.supported_actions),
        lines=tuple(
            FulfillmentOrderLine(line.id, number(line.line_item.id), line.remaining_quantity) for line in lines
        ),
    )


def _fulfillment(client: GraphQLClient, access: ShopAccess, node: answers.Fulfillment) -> Fulfillment:
    lines, cursor = node.fulfillment_line_items.nodes, node.fulfillment_line_items.page_info.next_cursor
    while cursor:
        answer = client.execute(access, "fulfillmentLines", answers.FulfillmentLines, id=node.id, after=cursor)
        lines += answer.fulfillment.fulfillment_line_items.nodes
        cursor = answer.fulfillment.fulfillment_line_items.page_info.next_cursor
    quantities: Counter[int] = Counter()
    for line in lines:
        quantities[number(line.line_item.id)] += line.quantity or 0
    numbers = tuple(tracking.number for tracking in node.tracking_info if tracking.number)
    return Fulfillment(node.id, numbers, quantities, cancelled=node.status == "CANCELLED")


def _input(request: FulfillmentRequest) -> dict[str, Any]:
    """Shopify's `FulfillmentInput`. The lines are always named: without them, everything left would be shipped."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in request.lines:
        lines.setdefault(line.fulfillment_order_id, []).append(
            {"id": line.fulfillment_order_line_id, "quantity": line.quantity}
        )
    fulfillment: dict[str, Any] = {
        "lineItemsByFulfillmentOrder": [
            {"fulfillmentOrderId": order, "fulfillmentOrderLineItems": named} for order, named in lines.items()
        ],
        "notifyCustomer": request.notify_customer,
    }
    if request.tracking:
        fulfillment["trackingInfo"] = _tracking_input(request.tracking)
    return fulfillment


def _tracking_input(tracking: Tracking) -> dict[str, str]:
    named = {"number": tracking.number, "company": tracking.carrier, "url": tracking.url}
    return {name: value for name, value in named.items() if value}
