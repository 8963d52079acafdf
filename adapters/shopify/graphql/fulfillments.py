"""Fetches and changes fulfillment orders and fulfillments."""

from collections import Counter
from collections.abc import Mapping, Sequence

from novex_shopify.adapters.shopify.gid import build_gid, parse_gid
from novex_shopify.adapters.shopify.graphql import fulfillment_responses as responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.errors import build_order_not_found, check_user_errors
from novex_shopify.adapters.shopify.graphql.fulfillment_mapper import (
    build_fulfillment_input,
    build_tracking_input,
    map_fulfillment,
    map_fulfillment_order,
)
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, Reference
from novex_shopify.domain.errors import ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
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
    orders = _fetch_order_pages(client, access, order_id)
    fulfillments = orders[0].fulfillments
    if len(fulfillments) >= LIST_SIZE:
        fulfillments = _fetch_all_fulfillments(client, access, order_id)
    return OrderFulfillments(
        tuple(
            map_fulfillment_order(node, _fetch_fulfillment_order_lines(client, access, node))
            for order in orders
            for node in order.fulfillment_orders.nodes
        ),
        tuple(map(map_fulfillment, fulfillments)),
    )


def fetch_fulfillment_quantities(client: GraphQLClient, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
    def fetch_page(cursor: str | None) -> Connection[responses.FulfillmentLineItem]:
        response = client.read(
            access, "fulfillmentLineItems", responses.FulfillmentLineItemsResponse, id=fulfillment_id, after=cursor
        )
        return response.fulfillment.fulfillment_line_items

    quantities: Counter[int] = Counter()
    for page in fetch_pages(fetch_page, lambda page: page):
        for line in page.nodes:
            quantities[parse_gid(line.line_item.id)] += line.quantity or 0
    return quantities


def fetch_fulfillment_order_ids(client: GraphQLClient, access: ShopAccess, fulfillment_id: str) -> frozenset[str]:
    def fetch_page(cursor: str | None) -> Connection[Reference]:
        response = client.execute(
            access, "fulfillmentSources", responses.FulfillmentSourcesResponse, id=fulfillment_id, after=cursor
        )
        return response.fulfillment.fulfillment_orders

    return frozenset(order.id for page in fetch_pages(fetch_page, lambda page: page) for order in page.nodes)


def create_fulfillment(client: GraphQLClient, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
    created = client.execute(
        access, "fulfillmentCreate", responses.FulfillmentCreateResponse, fulfillment=build_fulfillment_input(request)
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
        tracking=build_tracking_input(tracking),
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


def _fetch_order_pages(client: GraphQLClient, access: ShopAccess, order_id: int) -> Sequence[responses.Order]:
    def fetch_page(cursor: str | None) -> responses.Order:
        gid = build_gid("Order", order_id)
        order = client.execute(
            access, "orderFulfillments", responses.OrderFulfillmentsResponse, id=gid, after=cursor
        ).order
        if order is None:
            raise build_order_not_found(access.shop, order_id)
        return order

    return list(fetch_pages(fetch_page, lambda order: order.fulfillment_orders))


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
