"""Reading, making, changing and moving what is shipped."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.graphql import fulfillment_responses as answers
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient, check_user_errors
from novex_shopify.domain.errors import NotFound, ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderMove,
    FulfillmentRequest,
    OrderFulfillments,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess

_FULFILLMENTS_PAGE_SIZE = 50
_MAX_FULFILLMENTS = 250
"""As many as the documents ask for. There is no cursor for more, and points are reserved for each."""


def fetch_order_fulfillments(client: GraphQLClient, access: ShopAccess, order_id: int) -> OrderFulfillments:
    """The shipping side of an order, with every page of it."""
    orders = list(_fetch_pages(client, access, order_id))
    fulfillments = orders[0].fulfillments
    if len(fulfillments) >= _FULFILLMENTS_PAGE_SIZE:
        fulfillments = _fetch_all_fulfillments(client, access, order_id)
    return OrderFulfillments(
        tuple(
            _fetch_fulfillment_order(client, access, node)
            for order in orders
            for node in order.fulfillment_orders.nodes
        ),
        tuple(map(_map_fulfillment, fulfillments)),
    )


def fetch_fulfillment_quantities(client: GraphQLClient, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
    """What is in a fulfillment, by line item."""
    quantities: Counter[int] = Counter()
    cursor = None
    while True:
        answer = client.execute(
            access, "fulfillmentLineItems", answers.FulfillmentLineItemsResponse, id=fulfillment_id, after=cursor
        )
        lines = answer.fulfillment.fulfillment_line_items
        for line in lines.nodes:
            quantities[parse_gid(line.line_item.id)] += line.quantity or 0
        cursor = lines.page_info.next_cursor
        if cursor is None:
            return quantities


def create_fulfillment(client: GraphQLClient, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
    """Ship."""
    created = client.execute(
        access, "fulfillmentCreate", answers.FulfillmentCreateResponse, fulfillment=_build_fulfillment_input(request)
    ).fulfillment_create
    check_user_errors("fulfillmentCreate", created.user_errors)
    if created.fulfillment is None:
        raise ShopifyUnavailable("fulfillmentCreate gave neither a fulfillment nor an error.")
    return Fulfillment(created.fulfillment.id, request.tracking.all_numbers if request.tracking else ())


def update_tracking(
    client: GraphQLClient, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
) -> None:
    """Replace the tracking: the whole list of numbers, and whether the customer is told of this and later changes."""
    updated = client.execute(
        access,
        "fulfillmentTrackingInfoUpdate",
        answers.FulfillmentTrackingInfoUpdateResponse,
        id=fulfillment_id,
        tracking=_build_tracking_input(tracking),
        notify=notify_customer,
    ).fulfillment_tracking_info_update
    check_user_errors("fulfillmentTrackingInfoUpdate", updated.user_errors)


def cancel_fulfillment(client: GraphQLClient, access: ShopAccess, fulfillment_id: str) -> None:
    """Take a fulfillment back."""
    cancelled = client.execute(
        access, "fulfillmentCancel", answers.FulfillmentCancelResponse, id=fulfillment_id
    ).fulfillment_cancel
    check_user_errors("fulfillmentCancel", cancelled.user_errors)


def move_fulfillment_order(client: GraphQLClient, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
    """Assign pieces of one fulfillment order to another location."""
    moved = client.execute(
        access,
        "fulfillmentOrderMove",
        answers.FulfillmentOrderMoveResponse,
        id=moves[0].fulfillment_order_id,
        location=build_gid("Location", moves[0].location_id),
        lines=[{"id": part.fulfillment_order_line_id, "quantity": part.quantity} for part in moves],
    ).fulfillment_order_move
    check_user_errors("fulfillmentOrderMove", moved.user_errors)


def _fetch_pages(client: GraphQLClient, access: ShopAccess, order_id: int) -> Iterator[answers.Order]:
    cursor = None
    while True:
        answer = client.execute(
            access,
            "orderFulfillments",
            answers.OrderFulfillmentsResponse,
            id=build_gid("Order", order_id),
            after=cursor,
        )
        if answer.order is None:
            raise _build_not_found(access, order_id)
        yield answer.order
        cursor = answer.order.fulfillment_orders.page_info.next_cursor
        if cursor is None:
            return


def _fetch_all_fulfillments(client: GraphQLClient, access: ShopAccess, order_id: int) -> list[answers.Fulfillment]:
    order = client.execute(
        access, "allOrderFulfillments", answers.AllOrderFulfillmentsResponse, id=build_gid("Order", order_id)
    ).order
    if order is None:
        raise _build_not_found(access, order_id)
    if len(order.fulfillments) >= _MAX_FULFILLMENTS:
        raise ShopifyRefused("allOrderFulfillments", [f"the order has {_MAX_FULFILLMENTS} or more fulfillments."])
    return order.fulfillments


def _build_not_found(access: ShopAccess, order_id: int) -> NotFound:
    return NotFound(f"{access.shop} has no order {order_id}.")


def _fetch_fulfillment_order(
    client: GraphQLClient, access: ShopAccess, node: answers.FulfillmentOrder
) -> FulfillmentOrder:
    lines, cursor = node.line_items.nodes, node.line_items.page_info.next_cursor
    while cursor:
        answer = client.execute(
            access, "fulfillmentOrderLineItems", answers.FulfillmentOrderLineItemsResponse, id=node.id, after=cursor
        )
        lines += answer.fulfillment_order.line_items.nodes
        cursor = answer.fulfillment_order.line_items.page_info.next_cursor
    assigned_location = node.assigned_location
    return FulfillmentOrder(
        id=node.id,
        location_id=assigned_location.location.id if assigned_location.location else assigned_location.name,
        location_name=assigned_location.name,
        lines=tuple(
            FulfillmentOrderLine(line.id, parse_gid(line.line_item.id), line.remaining_quantity) for line in lines
        ),
        actions=frozenset(supported.action for supported in node.supported_actions),
        status=node.status,
        holds=tuple(hold.reason for hold in node.fulfillment_holds),
        is_third_party=bool(assigned_location.location and assigned_location.location.is_fulfillment_service),
    )


def _map_fulfillment(node: answers.Fulfillment) -> Fulfillment:
    numbers = tuple(tracking.number for tracking in node.tracking_info if tracking.number)
    return Fulfillment(node.id, numbers, cancelled=node.status == "CANCELLED")


def _build_fulfillment_input(request: FulfillmentRequest) -> dict[str, Any]:
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
        fulfillment["trackingInfo"] = _build_tracking_input(request.tracking)
    return fulfillment


def _build_tracking_input(tracking: Tracking) -> dict[str, object]:
    """Pages belong to numbers by their position; where there is none, the carrier's name makes it."""
    fields: dict[str, object]
    if tracking.additional_numbers:
        fields = {"numbers": tracking.all_numbers, "company": tracking.carrier, "urls": tracking.urls}
    else:
        fields = {"number": tracking.number, "company": tracking.carrier, "url": next(iter(tracking.urls), None)}
    return {name: value for name, value in fields.items() if value}
