"""Fetches and changes fulfillment orders and fulfillments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.graphql import fulfillment_responses as responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.errors import build_order_not_found, check_user_errors
from novex_shopify.domain.errors import ShopifyRefused, ShopifyUnavailable
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

LIST_SIZE = 50
MAX_LIST_SIZE = 250
"""As many as `orderFulfillments` and `allOrderFulfillments` ask for.

The list has no cursor, and each requested fulfillment costs points, so the large list is a second request.
"""


def fetch_order_fulfillments(client: GraphQLClient, access: ShopAccess, order_id: int) -> OrderFulfillments:
    orders = list(_fetch_pages(client, access, order_id))
    fulfillments = orders[0].fulfillments
    if len(fulfillments) >= LIST_SIZE:
        fulfillments = _fetch_all_fulfillments(client, access, order_id)
    return OrderFulfillments(
        tuple(
            _map_fulfillment_order(node, _fetch_fulfillment_order_lines(client, access, node))
            for order in orders
            for node in order.fulfillment_orders.nodes
        ),
        tuple(map(_map_fulfillment, fulfillments)),
    )


def fetch_fulfillment_quantities(client: GraphQLClient, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
    quantities: Counter[int] = Counter()
    cursor = None
    while True:
        answer = client.execute(
            access, "fulfillmentLineItems", responses.FulfillmentLineItemsResponse, id=fulfillment_id, after=cursor
        )
        lines = answer.fulfillment.fulfillment_line_items
        for line in lines.nodes:
            quantities[parse_gid(line.line_item.id)] += line.quantity or 0
        cursor = lines.page_info.next_cursor
        if cursor is None:
            return quantities


def create_fulfillment(client: GraphQLClient, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
    created = client.execute(
        access, "fulfillmentCreate", responses.FulfillmentCreateResponse, fulfillment=_build_fulfillment_input(request)
    ).fulfillment_create
    check_user_errors("fulfillmentCreate", created.user_errors)
    if created.fulfillment is None:
        raise ShopifyUnavailable("Shopify returned neither a fulfillment nor an error.")
    return Fulfillment(created.fulfillment.id, request.tracking.all_numbers if request.tracking else ())


def update_tracking(
    client: GraphQLClient, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
) -> None:
    updated = client.execute(
        access,
        "fulfillmentTrackingInfoUpdate",
        responses.FulfillmentTrackingInfoUpdateResponse,
        id=fulfillment_id,
        tracking=_build_tracking_input(tracking),
        notify=notify_customer,
    ).fulfillment_tracking_info_update
    check_user_errors("fulfillmentTrackingInfoUpdate", updated.user_errors)


def cancel_fulfillment(client: GraphQLClient, access: ShopAccess, fulfillment_id: str) -> None:
    cancelled = client.execute(
        access, "fulfillmentCancel", responses.FulfillmentCancelResponse, id=fulfillment_id
    ).fulfillment_cancel
    check_user_errors("fulfillmentCancel", cancelled.user_errors)


def move_fulfillment_order(client: GraphQLClient, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
    moved = client.execute(
        access,
        "fulfillmentOrderMove",
        responses.FulfillmentOrderMoveResponse,
        id=moves[0].fulfillment_order_id,
        location=build_gid("Location", moves[0].location_id),
        lines=[{"id": part.fulfillment_order_line_id, "quantity": part.quantity} for part in moves],
    ).fulfillment_order_move
    check_user_errors("fulfillmentOrderMove", moved.user_errors)


def _fetch_pages(client: GraphQLClient, access: ShopAccess, order_id: int) -> Iterator[responses.Order]:
    cursor = None
    while True:
        answer = client.execute(
            access,
            "orderFulfillments",
            responses.OrderFulfillmentsResponse,
            id=build_gid("Order", order_id),
            after=cursor,
        )
        if answer.order is None:
            raise build_order_not_found(access.shop, order_id)
        yield answer.order
        cursor = answer.order.fulfillment_orders.page_info.next_cursor
        if cursor is None:
            return


def _fetch_all_fulfillments(client: GraphQLClient, access: ShopAccess, order_id: int) -> list[responses.Fulfillment]:
    order = client.execute(
        access, "allOrderFulfillments", responses.AllOrderFulfillmentsResponse, id=build_gid("Order", order_id)
    ).order
    if order is None:
        raise build_order_not_found(access.shop, order_id)
    if len(order.fulfillments) >= MAX_LIST_SIZE:
        raise ShopifyRefused("allOrderFulfillments", [f"the order has {MAX_LIST_SIZE} or more fulfillments."])
    return order.fulfillments


def _fetch_fulfillment_order_lines(
    client: GraphQLClient, access: ShopAccess, node: responses.FulfillmentOrder
) -> list[responses.FulfillmentOrderLineItem]:
    lines, cursor = list(node.line_items.nodes), node.line_items.page_info.next_cursor
    while cursor:
        page = client.execute(
            access, "fulfillmentOrderLineItems", responses.FulfillmentOrderLineItemsResponse, id=node.id, after=cursor
        ).fulfillment_order.line_items
        lines += page.nodes
        cursor = page.page_info.next_cursor
    return lines


def _map_fulfillment_order(
    node: responses.FulfillmentOrder, lines: Iterable[responses.FulfillmentOrderLineItem]
) -> FulfillmentOrder:
    assigned = node.assigned_location
    return FulfillmentOrder(
        id=node.id,
        location_id=assigned.location.id if assigned.location else assigned.name,
        location_name=assigned.name,
        lines=tuple(
            FulfillmentOrderLine(line.id, parse_gid(line.line_item.id), line.remaining_quantity) for line in lines
        ),
        actions=frozenset(supported.action for supported in node.supported_actions),
        status=node.status,
        holds=tuple(hold.reason for hold in node.fulfillment_holds),
        is_third_party=bool(assigned.location and assigned.location.is_fulfillment_service),
    )


def _map_fulfillment(node: responses.Fulfillment) -> Fulfillment:
    numbers = tuple(tracking.number for tracking in node.tracking_info if tracking.number)
    return Fulfillment(node.id, numbers, cancelled=node.status == "CANCELLED")


def _build_fulfillment_input(request: FulfillmentRequest) -> dict[str, Any]:
    """Shopify's `FulfillmentInput`."""
    # The lines are always named: without them Shopify fulfills everything that remains.
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
    # Shopify matches urls to numbers by position. Without a url it builds one from the carrier's name.
    fields: dict[str, object]
    if tracking.additional_numbers:
        fields = {"numbers": tracking.all_numbers, "company": tracking.carrier, "urls": tracking.urls}
    else:
        fields = {"number": tracking.number, "company": tracking.carrier, "url": next(iter(tracking.urls), None)}
    return {name: value for name, value in fields.items() if value}
