"""Resolvers that lead back from fulfillments and fulfillment orders; apart, because the types refer to each other."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.fulfillments import build_fulfillment_node
from novex_shopify.entrypoints.sandbox.graphql.orders import build_order_node
from novex_shopify.entrypoints.sandbox.ids import parse_gid


def resolve_order_of_fulfillment_order(parent: Node, info: Info) -> Node:
    shop = require_any_scope(info, "read_orders").shop
    fulfillment_order = shop.fulfillment_orders[parse_gid("FulfillmentOrder", parent["id"])]
    return build_order_node(shop, shop.get_order(fulfillment_order.order_id))


def resolve_order_of_fulfillment(parent: Node, info: Info) -> Node:
    shop = require_any_scope(info, "read_orders").shop
    fulfillment = shop.fulfillments[parse_gid("Fulfillment", parent["id"])]
    return build_order_node(shop, shop.get_order(fulfillment.order_id))


def resolve_fulfillments_of_fulfillment_order(parent: Node, info: Info, **page: Any) -> Node:
    shop, number = info.context.shop, parse_gid("FulfillmentOrder", parent["id"])
    order = shop.get_order(shop.fulfillment_orders[number].order_id)
    fulfillments = [
        fulfillment for fulfillment in shop.list_fulfillments(order) if number in fulfillment.fulfillment_order_ids
    ]
    return build_connection(
        fulfillments, lambda fulfillment: build_fulfillment_node(shop, fulfillment), key=by_id, **page
    )


FIELD_RESOLVERS: dict[tuple[str, str], Callable[..., Node]] = {
    ("FulfillmentOrder", "order"): resolve_order_of_fulfillment_order,
    ("FulfillmentOrder", "fulfillments"): resolve_fulfillments_of_fulfillment_order,
    ("Fulfillment", "order"): resolve_order_of_fulfillment,
}
