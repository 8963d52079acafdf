"""Fulfillments and fulfillment orders in webhook payloads."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.fulfillments import Fulfillment, FulfillmentOrder
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.payloads.customers import build_order_address
from novex_shopify.entrypoints.sandbox.payloads.line_items import build_line_item


def build_fulfillment_payload(shop: Shop, fulfillment: Fulfillment) -> dict[str, Any]:
    """Build a fulfillment as an order lists it."""
    numbers = [tracking.number for tracking in fulfillment.tracking if tracking.number]
    urls = [tracking.url for tracking in fulfillment.tracking if tracking.url]
    return {
        "id": fulfillment.id,
        "admin_graphql_api_id": build_gid("Fulfillment", fulfillment.id),
        "created_at": format_shop_time(fulfillment.created_at),
        "location_id": fulfillment.location_id,
        "name": fulfillment.name,
        "order_id": fulfillment.order_id,
        "origin_address": {},
        "receipt": {},
        "service": "manual",
        "shipment_status": None,
        "status": "cancelled" if fulfillment.cancelled else "success",
        "tracking_company": fulfillment.tracking[0].company if fulfillment.tracking else None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "updated_at": format_shop_time(fulfillment.updated_at),
        "line_items": _build_line_items(shop, fulfillment),
    }


def build_fulfillment_event_payload(shop: Shop, fulfillment: Fulfillment) -> dict[str, Any]:
    """Build the payload of fulfillments/create and fulfillments/update, which has the destination."""
    order = shop.get_order(fulfillment.order_id)
    destination = {"email": order.email, "destination": build_order_address(order.address)}
    return build_fulfillment_payload(shop, fulfillment) | destination


def build_fulfillment_order_payload(fulfillment_order: FulfillmentOrder) -> dict[str, Any]:
    """Build the payload of the fulfillment_orders topics, which has neither order nor lines."""
    return {
        "fulfillment_order": {
            "id": build_gid("FulfillmentOrder", fulfillment_order.id),
            "status": fulfillment_order.status.lower(),
        }
    }


def build_fulfillment_order_moved_payload(
    original: FulfillmentOrder, moved: FulfillmentOrder, quantities: dict[int, int]
) -> dict[str, Any]:
    """Build the payload of fulfillment_orders/moved: both fulfillment orders and the moved quantities."""
    return {
        "destination_location_id": build_gid("Location", moved.location_id),
        "fulfillment_order_line_items_requested": [
            {"id": build_gid("FulfillmentOrderLineItem", number), "quantity": quantity}
            for number, quantity in quantities.items()
        ],
        "moved_fulfillment_order": _build_assigned_fulfillment_order(moved),
        "original_fulfillment_order": _build_assigned_fulfillment_order(original),
        "source_location": {"id": build_gid("Location", original.location_id)},
    }


def _build_assigned_fulfillment_order(fulfillment_order: FulfillmentOrder) -> dict[str, Any]:
    about: dict[str, Any] = build_fulfillment_order_payload(fulfillment_order)["fulfillment_order"]
    return {"assigned_location_id": build_gid("Location", fulfillment_order.location_id), **about}


def _build_line_items(shop: Shop, fulfillment: Fulfillment) -> list[dict[str, Any]]:
    order = shop.get_order(fulfillment.order_id)
    shipped, lines = shop.count_shipped(order), {line.id: line for line in order.lines}
    return [
        build_line_item(
            order,
            lines[fulfillment_line.line_item_id],
            shipped[fulfillment_line.line_item_id],
            quantity=fulfillment_line.quantity,
        )
        for fulfillment_line in fulfillment.lines
    ]
