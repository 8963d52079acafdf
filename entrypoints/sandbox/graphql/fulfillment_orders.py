"""Resolvers of fulfillment orders."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.line_items import build_line_item_node
from novex_shopify.entrypoints.sandbox.graphql.products import PRODUCT_SCOPE, find_variant_node
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, build_location_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.fulfillments import (
    DeliveryMethodType,
    FulfillmentOrder,
    FulfillmentOrderLine,
)
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.scopes import FULFILLMENT_ORDER_SCOPES

OWN_LOCATIONS_READ_SCOPE = "read_merchant_managed_fulfillment_orders"
READ_SCOPES = tuple(f"read_{scope}" for scope in FULFILLMENT_ORDER_SCOPES)
WRITE_SCOPES = tuple(f"write_{scope}" for scope in FULFILLMENT_ORDER_SCOPES)
SUPPORTED_ACTIONS = ("CREATE_FULFILLMENT", "HOLD", "MOVE", "SPLIT")


def build_fulfillment_orders_resolver(shop: Shop, order: Order) -> Callable[..., Node]:
    """List all fulfillment orders of an order; without the scope for them the list is empty, as at Shopify."""

    def resolve(info: Info, **page: Any) -> Node:
        visible = shop.list_fulfillment_orders(order) if OWN_LOCATIONS_READ_SCOPE in info.context.scopes else []
        return build_connection(visible, lambda each: build_fulfillment_order_node(shop, each), key=by_id, **page)

    return resolve


def resolve_fulfillment_order(info: Info, *, id: str) -> Node | None:
    context = require_any_scope(info, *READ_SCOPES)
    found = context.shop.fulfillment_orders.get(parse_gid("FulfillmentOrder", id))
    return (
        build_fulfillment_order_node(context.shop, found)
        if found and OWN_LOCATIONS_READ_SCOPE in context.scopes
        else None
    )


def build_fulfillment_order_node(shop: Shop, fulfillment_order: FulfillmentOrder) -> Node:
    order = shop.get_order(fulfillment_order.order_id)

    def resolve_lines(_: Info, **page: Any) -> Node:
        return build_connection(
            fulfillment_order.lines, lambda line: _build_line_node(shop, order, line), key=by_id, **page
        )

    return {
        "id": build_gid("FulfillmentOrder", fulfillment_order.id),
        "status": str(fulfillment_order.status),
        "requestStatus": "UNSUBMITTED",
        "supportedActions": [{"action": action} for action in SUPPORTED_ACTIONS] if fulfillment_order.can_ship else [],
        "assignedLocation": _build_assigned_location_node(shop, fulfillment_order),
        "lineItems": resolve_lines,
        "orderId": build_gid("Order", order.id),
        "orderName": order.name,
        "orderProcessedAt": format_utc_time(order.created_at),
        "createdAt": format_utc_time(fulfillment_order.created_at),
        "updatedAt": format_utc_time(fulfillment_order.updated_at),
        "fulfillAt": format_utc_time(fulfillment_order.created_at),
        "fulfillBy": None,
        "fulfillmentHolds": [],
        "deliveryMethod": _build_delivery_method_node(order, fulfillment_order),
    }


def _build_delivery_method_node(order: Order, fulfillment_order: FulfillmentOrder) -> Node:
    is_shipped = fulfillment_order.delivery_method is DeliveryMethodType.SHIPPING
    return {
        "id": build_gid("DeliveryMethod", fulfillment_order.id),
        "methodType": str(fulfillment_order.delivery_method),
        "presentedName": order.shipping.title if is_shipped else None,
        "serviceCode": order.shipping.title if is_shipped else None,
    }


def _build_assigned_location_node(shop: Shop, fulfillment_order: FulfillmentOrder) -> Node:
    shop_location = shop.locations[fulfillment_order.location_id]

    def resolve_location(info: Info) -> Node:
        require_any_scope(info, *LOCATION_SCOPES)
        return build_location_node(shop, shop_location)

    return {
        "name": shop_location.name,
        "address1": shop_location.address1,
        "city": shop_location.city,
        "zip": shop_location.zip,
        "countryCode": shop_location.country_code,
        "phone": shop_location.phone,
        "location": resolve_location,
    }


def _build_line_node(shop: Shop, order: Order, fulfillment_order_line: FulfillmentOrderLine) -> Node:
    line = next(line for line in order.lines if line.id == fulfillment_order_line.line_item_id)
    inventory_item_id = next((each.inventory_item_id for each in shop.variants if each.id == line.variant_id), None)

    def resolve_variant(info: Info) -> Node | None:
        require_any_scope(info, PRODUCT_SCOPE)
        return find_variant_node(shop, line.variant_id)

    return {
        "id": build_gid("FulfillmentOrderLineItem", fulfillment_order_line.id),
        "lineItem": lambda _: build_line_item_node(shop, order, line),
        "totalQuantity": fulfillment_order_line.total_quantity,
        "remainingQuantity": fulfillment_order_line.remaining_quantity,
        "sku": line.sku,
        "inventoryItemId": build_gid("InventoryItem", inventory_item_id) if inventory_item_id else None,
        "productTitle": line.title,
        "variantTitle": line.variant_title,
        "vendor": line.vendor,
        "requiresShipping": True,
        "variant": resolve_variant,
    }
