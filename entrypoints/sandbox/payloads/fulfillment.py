"""Parcels and fulfillment orders, as they stand in webhook bodies."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import shop_time
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.orders import Fulfillment, FulfillmentOrder
from novex_shopify.entrypoints.sandbox.payloads.line import order_line
from novex_shopify.entrypoints.sandbox.payloads.person import order_address
from novex_shopify.entrypoints.sandbox.shop import Shop


def fulfillment_payload(shop: Shop, parcel: Fulfillment) -> dict[str, Any]:
    """Write a parcel as an order lists it."""
    numbers = [tracking.number for tracking in parcel.tracking if tracking.number]
    urls = [tracking.url for tracking in parcel.tracking if tracking.url]
    return {
        "id": parcel.id,
        "admin_graphql_api_id": gid("Fulfillment", parcel.id),
        "created_at": shop_time(parcel.created_at),
        "location_id": parcel.location_id,
        "name": parcel.name,
        "order_id": parcel.order_id,
        "origin_address": {},
        "receipt": {},
        "service": "manual",
        "shipment_status": None,
        "status": "cancelled" if parcel.cancelled else "success",
        "tracking_company": parcel.tracking[0].company if parcel.tracking else None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "updated_at": shop_time(parcel.updated_at),
        "line_items": _lines(shop, parcel),
    }


def fulfillment_event_payload(shop: Shop, parcel: Fulfillment) -> dict[str, Any]:
    """Write the body of fulfillments/create and fulfillments/update: the parcel with its destination."""
    order = shop.order(parcel.order_id)
    destination = {"email": order.email, "destination": order_address(order.address)}
    return fulfillment_payload(shop, parcel) | destination


def fulfillment_order_payload(routed: FulfillmentOrder) -> dict[str, Any]:
    """Write the body of the fulfillment_orders topics, which names neither order nor lines."""
    return {"fulfillment_order": {"id": gid("FulfillmentOrder", routed.id), "status": routed.status.lower()}}


def moved_payload(left: FulfillmentOrder, moved: FulfillmentOrder, quantities: dict[int, int]) -> dict[str, Any]:
    """Write the body of fulfillment_orders/moved: both fulfillment orders, and what was asked for by line."""
    return {
        "destination_location_id": gid("Location", moved.location_id),
        "fulfillment_order_line_items_requested": [
            {"id": gid("FulfillmentOrderLineItem", number), "quantity": quantity}
            for number, quantity in quantities.items()
        ],
        "moved_fulfillment_order": _assigned(moved),
        "original_fulfillment_order": _assigned(left),
        "source_location": {"id": gid("Location", left.location_id)},
    }


def _assigned(routed: FulfillmentOrder) -> dict[str, Any]:
    about: dict[str, Any] = fulfillment_order_payload(routed)["fulfillment_order"]
    return {"assigned_location_id": gid("Location", routed.location_id), **about}


def _lines(shop: Shop, parcel: Fulfillment) -> list[dict[str, Any]]:
    order = shop.order(parcel.order_id)
    shipped, lines = shop.shipped(order), {line.id: line for line in order.lines}
    return [
        order_line(order, lines[part.line_item_id], shipped[part.line_item_id], quantity=part.quantity)
        for part in parcel.lines
    ]
