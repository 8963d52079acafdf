"""Responses of the control API: shops, orders, products and deliveries."""

import json
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.fulfillments import CustomerEmail, Fulfillment, FulfillmentOrder
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.resources import Product
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import Delivery, Subscription
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload

JsonObject = dict[str, Any]


def serialize_shop(shop: Shop) -> JsonObject:
    installation = shop.installation
    return {
        "shop": shop.domain,
        "id": shop.id,
        "installed": installation.installed_at is not None,
        "installed_at": format_utc_time(installation.installed_at),
        "scopes": list(installation.scopes),
        "subscriptions": [_serialize_subscription(each) for each in shop.subscriptions.values()],
        "locations": [
            {"id": each.id, "name": each.name}
            for each in shop.locations.values()
            if each.is_active and not each.is_fulfillment_service
        ],
        "call_counts": dict(shop.call_counts),
        "used_points": shop.rate_limit_bucket.used_points,
        "counts": {
            "products": len(shop.products),
            "customers": len(shop.customers),
            "orders": len(shop.orders),
            "fulfillments": len(shop.fulfillments),
            "deliveries": len(shop.deliveries),
        },
    }


def serialize_order(shop: Shop, order: Order) -> JsonObject:
    return {
        "order": build_order_payload(shop, order),
        "fulfillment_orders": [
            _serialize_fulfillment_order(shop, order, each) for each in shop.list_fulfillment_orders(order)
        ],
        "fulfillments": [_serialize_fulfillment(order, fulfillment) for fulfillment in shop.list_fulfillments(order)],
        "customer_emails": [
            _serialize_customer_email(email) for email in shop.customer_emails if email.order_id == order.id
        ],
    }


def serialize_product(product: Product) -> JsonObject:
    return {
        "id": product.id,
        "title": product.title,
        "status": product.status,
        "variants": [
            {
                "id": variant.id,
                "title": variant.title,
                "sku": variant.sku,
                "barcode": variant.barcode,
                "price": f"{variant.price:.2f}",
                "inventory_item_id": variant.inventory_item_id,
            }
            for variant in product.variants
        ],
    }


def serialize_delivery(delivery: Delivery) -> JsonObject:
    return {
        "webhook_id": delivery.webhook_id,
        "event_id": delivery.event_id,
        "topic": delivery.topic,
        "resource_id": delivery.resource_id,
        "subscription_id": delivery.subscription_id,
        "uri": delivery.uri,
        "triggered_at": delivery.triggered_at,
        "state": str(delivery.state),
        "attempts": [
            {
                "attempted_at": attempt.attempted_at.isoformat(),
                "status_code": attempt.status_code,
                "error": attempt.error,
            }
            for attempt in delivery.attempts
        ],
        "body": json.loads(delivery.body),
    }


def _serialize_subscription(subscription: Subscription) -> JsonObject:
    return {"id": subscription.id, "topic": subscription.topic, "uri": subscription.uri, "name": subscription.name}


def _serialize_fulfillment_order(shop: Shop, order: Order, fulfillment_order: FulfillmentOrder) -> JsonObject:
    skus = {line.id: line.sku for line in order.lines}
    return {
        "id": fulfillment_order.id,
        "admin_graphql_api_id": build_gid("FulfillmentOrder", fulfillment_order.id),
        "status": fulfillment_order.status.lower(),
        "delivery_method": str(fulfillment_order.delivery_method),
        "location": {"id": fulfillment_order.location_id, "name": shop.locations[fulfillment_order.location_id].name},
        "line_items": [
            {
                "id": line.id,
                "line_item_id": line.line_item_id,
                "sku": skus[line.line_item_id],
                "quantity": line.total_quantity,
                "remaining": line.remaining_quantity,
            }
            for line in fulfillment_order.lines
        ],
    }


def _serialize_fulfillment(order: Order, fulfillment: Fulfillment) -> JsonObject:
    skus = {line.id: line.sku for line in order.lines}
    return {
        "id": fulfillment.id,
        "name": fulfillment.name,
        "status": "cancelled" if fulfillment.cancelled else "success",
        "location_id": fulfillment.location_id,
        "tracking": [
            {"company": each.company, "number": each.number, "url": each.url} for each in fulfillment.tracking
        ],
        "notify_customer": fulfillment.notify_customer,
        "line_items": [
            {"line_item_id": line.line_item_id, "sku": skus[line.line_item_id], "quantity": line.quantity}
            for line in fulfillment.lines
        ],
    }  # fmt: skip


def _serialize_customer_email(email: CustomerEmail) -> JsonObject:
    return {
        "template": email.template,
        "recipient": email.recipient,
        "tracking_numbers": list(email.tracking_numbers),
        "sent_at": format_utc_time(email.sent_at),
    }
