"""Fulfillment orders: what each location still has to ship."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import by_id, connection
from novex_shopify.entrypoints.sandbox.graphql.order_lines import line_node
from novex_shopify.entrypoints.sandbox.graphql.products import SCOPE, find_variant
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, location_node
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.orders import FulfillmentOrder, FulfillmentOrderLine, Order
from novex_shopify.entrypoints.sandbox.scopes import FULFILLMENT_ORDER_SCOPES
from novex_shopify.entrypoints.sandbox.shop import Shop

OWN_LOCATIONS = "read_merchant_managed_fulfillment_orders"
ANY_READ = tuple(f"read_{scope}" for scope in FULFILLMENT_ORDER_SCOPES)
ANY_WRITE = tuple(f"write_{scope}" for scope in FULFILLMENT_ORDER_SCOPES)
ACTIONS = ("CREATE_FULFILLMENT", "HOLD", "MOVE", "SPLIT")


def order_fulfillment_orders(shop: Shop, order: Order) -> Callable[..., Node]:
    """List an order's fulfillment orders, closed ones too; without the scope for them the list is silently empty."""

    def resolve(info: Info, **page: Any) -> Node:
        visible = shop.fulfillment_orders_of(order) if OWN_LOCATIONS in info.context.scopes else []
        return connection(visible, lambda each: fulfillment_order_node(shop, each), key=by_id, **page)

    return resolve


def fulfillment_order(info: Info, *, id: str) -> Node | None:
    call = require(info, *ANY_READ)
    found = call.shop.fulfillment_orders.get(number_of("FulfillmentOrder", id))
    return fulfillment_order_node(call.shop, found) if found and OWN_LOCATIONS in call.scopes else None


def fulfillment_order_node(shop: Shop, routed: FulfillmentOrder) -> Node:
    """Write a fulfillment order as the FulfillmentOrder type has it."""
    order = shop.order(routed.order_id)

    def lines(_: Info, **page: Any) -> Node:
        return connection(routed.lines, lambda line: _line_node(shop, order, line), key=by_id, **page)

    return {
        "id": gid("FulfillmentOrder", routed.id),
        "status": str(routed.status),
        "requestStatus": "UNSUBMITTED",
        "supportedActions": [{"action": action} for action in ACTIONS] if routed.can_ship else [],
        "assignedLocation": _assigned_location(shop, routed),
        "lineItems": lines,
        "orderId": gid("Order", order.id),
        "orderName": order.name,
        "orderProcessedAt": utc_time(order.created_at),
        "createdAt": utc_time(routed.created_at),
        "updatedAt": utc_time(routed.updated_at),
        "fulfillAt": utc_time(routed.created_at),
        "fulfillBy": None,
        "fulfillmentHolds": [],
        "deliveryMethod": {
            "id": gid("DeliveryMethod", routed.id),
            "methodType": "SHIPPING",
            "presentedName": order.shipping.title,
            "serviceCode": order.shipping.title,
        },
    }


def _assigned_location(shop: Shop, routed: FulfillmentOrder) -> Node:
    place = shop.locations[routed.location_id]

    def location(info: Info) -> Node:
        require(info, *LOCATION_SCOPES)
        return location_node(shop, place)

    return {
        "name": place.name,
        "address1": place.address1,
        "city": place.city,
        "zip": place.zip,
        "countryCode": place.country_code,
        "phone": place.phone,
        "location": location,
    }


def _line_node(shop: Shop, order: Order, part: FulfillmentOrderLine) -> Node:
    line = next(line for line in order.lines if line.id == part.line_item_id)
    stock_item = next((each.inventory_item_id for each in shop.variants if each.id == line.variant_id), None)

    def variant(info: Info) -> Node | None:
        require(info, SCOPE)
        return find_variant(shop, line.variant_id)

    return {
        "id": gid("FulfillmentOrderLineItem", part.id),
        "lineItem": lambda _: line_node(shop, order, line),
        "totalQuantity": part.total,
        "remainingQuantity": part.remaining,
        "sku": line.sku,
        "inventoryItemId": gid("InventoryItem", stock_item) if stock_item else None,
        "productTitle": line.title,
        "variantTitle": line.variant_title,
        "vendor": line.vendor,
        "requiresShipping": True,
        "variant": variant,
    }
