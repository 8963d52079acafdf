"""What the control API shows: orders with their parcels and letters, deliveries, the shop at a glance."""

import json
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.model import Product
from novex_shopify.entrypoints.sandbox.orders import CustomerMail, Fulfillment, FulfillmentOrder, Order
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Delivery, Subscription

View = dict[str, Any]


def shop_view(shop: Shop) -> View:
    installation = shop.installation
    return {
        "shop": shop.domain,
        "id": shop.id,
        "installed": installation.installed_at is not None,
        "installed_at": utc_time(installation.installed_at),
        "scopes": list(installation.scopes),
        "subscriptions": [_subscription_view(each) for each in shop.subscriptions.values()],
        "locations": [{"id": each.id, "name": each.name} for each in shop.locations.values()],
        "calls": dict(shop.calls),
        "points_used": shop.bucket.used,
        "counts": {
            "products": len(shop.products),
            "customers": len(shop.customers),
            "orders": len(shop.orders),
            "fulfillments": len(shop.fulfillments),
            "deliveries": len(shop.deliveries),
        },
    }


def order_view(shop: Shop, order: Order) -> View:
    return {
        "order": order_payload(shop, order),
        "fulfillment_orders": [_routed_view(shop, order, each) for each in shop.fulfillment_orders_of(order)],
        "fulfillments": [_parcel_view(order, parcel) for parcel in shop.fulfillments_of(order)],
        "customer_mails": [_mail_view(mail) for mail in shop.mails if mail.order_id == order.id],
    }


def product_view(product: Product) -> View:
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
            }
            for variant in product.variants
        ],
    }


def delivery_view(delivery: Delivery) -> View:
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
            {"at": attempt.at.isoformat(), "status": attempt.status, "error": attempt.error}
            for attempt in delivery.attempts
        ],
        "body": json.loads(delivery.body),
    }


def _subscription_view(subscription: Subscription) -> View:
    return {"id": subscription.id, "topic": subscription.topic, "uri": subscription.uri, "name": subscription.name}


def _routed_view(shop: Shop, order: Order, routed: FulfillmentOrder) -> View:
    skus = {line.id: line.sku for line in order.lines}
    return {
        "id": routed.id,
        "admin_graphql_api_id": gid("FulfillmentOrder", routed.id),
        "status": routed.status.lower(),
        "location": {"id": routed.location_id, "name": shop.locations[routed.location_id].name},
        "line_items": [
            {
                "id": line.id,
                "line_item_id": line.line_item_id,
                "sku": skus[line.line_item_id],
                "quantity": line.total,
                "remaining": line.remaining,
            }
            for line in routed.lines
        ],
    }


def _parcel_view(order: Order, parcel: Fulfillment) -> View:
    skus = {line.id: line.sku for line in order.lines}
    return {
        "id": parcel.id,
        "name": parcel.name,
        "status": "cancelled" if parcel.cancelled else "success",
        "location_id": parcel.location_id,
        "tracking": [
            {"company": each.company, "number": each.number, "url": each.url} for each in parcel.tracking
        ],
        "notify_customer": parcel.notify_customer,
        "line_items": [
            {"line_item_id": line.line_item_id, "sku": skus[line.line_item_id], "quantity": line.quantity}
            for line in parcel.lines
        ],
    }  # fmt: skip


def _mail_view(mail: CustomerMail) -> View:
    return {
        "kind": mail.kind,
        "to": mail.to,
        "tracking_numbers": list(mail.tracking_numbers),
        "sent_at": utc_time(mail.sent_at),
    }
