"""Fields that lead back, from a parcel or a fulfillment order to what it came from. They close the circle of types."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import by_id, connection
from novex_shopify.entrypoints.sandbox.graphql.fulfillments import fulfillment_node
from novex_shopify.entrypoints.sandbox.graphql.orders import order_node
from novex_shopify.entrypoints.sandbox.ids import number_of


def order_of_fulfillment_order(parent: Node, info: Info) -> Node:
    shop = require(info, "read_orders").shop
    routed = shop.fulfillment_orders[number_of("FulfillmentOrder", parent["id"])]
    return order_node(shop, shop.order(routed.order_id))


def order_of_fulfillment(parent: Node, info: Info) -> Node:
    shop = require(info, "read_orders").shop
    parcel = shop.fulfillments[number_of("Fulfillment", parent["id"])]
    return order_node(shop, shop.order(parcel.order_id))


def fulfillments_of_fulfillment_order(parent: Node, info: Info, **page: Any) -> Node:
    shop, number = info.context.shop, number_of("FulfillmentOrder", parent["id"])
    order = shop.order(shop.fulfillment_orders[number].order_id)
    parcels = [parcel for parcel in shop.fulfillments_of(order) if number in parcel.fulfillment_order_ids]
    return connection(parcels, lambda parcel: fulfillment_node(shop, parcel), key=by_id, **page)


LINKS: dict[tuple[str, str], Callable[..., Node]] = {
    ("FulfillmentOrder", "order"): order_of_fulfillment_order,
    ("FulfillmentOrder", "fulfillments"): fulfillments_of_fulfillment_order,
    ("Fulfillment", "order"): order_of_fulfillment,
}
