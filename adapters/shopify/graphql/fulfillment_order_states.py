"""Fetches how far Shopify's fulfillment orders are, without their lines."""

from collections.abc import Sequence
from datetime import datetime

from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.fulfillment_responses import AssignedLocation
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.shop import ShopAccess


class Hold(GraphQLStruct):
    display_reason: str


class FulfillmentOrder(GraphQLStruct):
    id: str
    status: str
    updated_at: datetime
    assigned_location: AssignedLocation
    fulfillment_holds: list[Hold]
    fulfill_by: datetime | None = None
    fulfill_at: datetime | None = None


class Order(GraphQLStruct):
    """An order with one page of its fulfillment orders."""

    id: str
    fulfillment_orders: Connection[FulfillmentOrder]


class NamedFulfillmentOrder(GraphQLStruct):
    order: Order


class FulfillmentOrderStatesResponse(GraphQLStruct):
    """`fulfillmentOrderStates`."""

    fulfillment_order: NamedFulfillmentOrder | None


def fetch_fulfillment_order_states(
    client: GraphQLClient, access: ShopAccess, fulfillment_order_id: str
) -> Sequence[FulfillmentOrderState]:
    def fetch_page(cursor: str | None) -> Order:
        response = client.execute(
            access, "fulfillmentOrderStates", FulfillmentOrderStatesResponse, id=fulfillment_order_id, after=cursor
        )
        if response.fulfillment_order is None:
            raise NotFound(f"{access.shop} has no fulfillment order {fulfillment_order_id.rpartition('/')[2]}.")
        return response.fulfillment_order.order

    orders = fetch_pages(fetch_page, lambda order: order.fulfillment_orders)
    return [_map(order, node) for order in orders for node in order.fulfillment_orders.nodes]


def _map(order: Order, node: FulfillmentOrder) -> FulfillmentOrderState:
    assigned = node.assigned_location
    return FulfillmentOrderState(
        node.id,
        parse_gid(order.id),
        node.status,
        node.updated_at,
        assigned.name,
        fulfill_by=node.fulfill_by,
        fulfill_at=node.fulfill_at,
        holds=tuple(hold.display_reason for hold in node.fulfillment_holds),
        is_third_party=bool(assigned.location and assigned.location.is_fulfillment_service),
    )
