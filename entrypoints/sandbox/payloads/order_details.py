"""What orders say beside amounts, in webhook payloads."""

import base64
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop


def build_business_entity_id(shop: Shop) -> str:
    """Build the id as Shopify writes it: base64 without padding."""
    return base64.b64encode(str(shop.id).encode()).decode().rstrip("=")


def build_line_item_groups(order: Order) -> list[dict[str, Any]]:
    bundles = {line.bundle.id: line.bundle for line in order.lines if line.bundle}
    return [
        {"id": bundle.id, "title": bundle.title, "quantity": 1, "variant_id": None, "variant_sku": None}
        for bundle in bundles.values()
    ]


def build_payment_terms(order: Order) -> dict[str, Any] | None:
    terms = order.payment_terms
    if terms is None:
        return None
    schedule = {
        "id": terms.id + 1,
        "amount": f"{order.total:.2f}",
        "currency": order.currency,
        "issued_at": format_shop_time(terms.issued_at),
        "due_at": format_shop_time(terms.due_at),
        "completed_at": None,
    }
    return {
        "id": terms.id,
        "payment_terms_name": terms.name,
        "payment_terms_type": "net",
        "due_in_days": terms.due_in_days,
        "payment_schedules": [schedule],
        "created_at": format_shop_time(terms.issued_at),
        "updated_at": format_shop_time(terms.issued_at),
    }
