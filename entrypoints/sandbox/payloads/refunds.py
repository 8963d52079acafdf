"""Refunds in webhook payloads, with numbers and strings as Shopify has them."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.refunds import OrderAdjustment, Refund, RefundLine, RestockType
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.money import ZERO, build_money_bag
from novex_shopify.entrypoints.sandbox.payloads.line_items import build_line_item


def build_refund_payload(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    """Build a refund, on its own or in its order."""
    shipped = shop.count_shipped(order)
    return {
        "id": refund.id,
        "admin_graphql_api_id": build_gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": format_shop_time(refund.created_at),
        "processed_at": format_shop_time(refund.created_at),
        "note": refund.note,
        "user_id": None,
        "restock": any(line.restock_type is not RestockType.NONE for line in refund.lines),
        "duties": [],
        "return": None,
        "total_duties_set": build_money_bag(ZERO, order.currency),
        "order_adjustments": [_build_order_adjustment(order, refund, each) for each in refund.adjustments],
        "refund_shipping_lines": [],
        "refund_line_items": [_build_refund_line_item(order, line, shipped) for line in refund.lines],
        "transactions": [_build_transaction(order, refund)] if refund.amount else [],
    }


def _build_refund_line_item(order: Order, line: RefundLine, shipped: dict[int, int]) -> dict[str, Any]:
    original_line = next(each for each in order.lines if each.id == line.line_item_id)
    return {
        "id": line.id,
        "line_item_id": line.line_item_id,
        "line_item": build_line_item(order, original_line, shipped[original_line.id]),
        "location_id": line.location_id,
        "quantity": line.quantity,
        "restock_type": str(line.restock_type),
        "subtotal": float(line.subtotal),
        "subtotal_set": build_money_bag(line.subtotal, order.currency),
        "total_tax": float(line.tax),
        "total_tax_set": build_money_bag(line.tax, order.currency),
    }


def _build_order_adjustment(order: Order, refund: Refund, adjustment: OrderAdjustment) -> dict[str, Any]:
    """Build an adjustment; negative, because the shop loses the amount."""
    return {
        "id": adjustment.id,
        "order_id": order.id,
        "refund_id": refund.id,
        "kind": str(adjustment.kind),
        "reason": adjustment.kind.replace("_", " ").capitalize(),
        "amount": f"{-adjustment.amount:.2f}",
        "amount_set": build_money_bag(-adjustment.amount, order.currency),
        "tax_amount": f"{-adjustment.tax:.2f}",
        "tax_amount_set": build_money_bag(-adjustment.tax, order.currency),
    }


def _build_transaction(order: Order, refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.transaction_id,
        "admin_graphql_api_id": build_gid("OrderTransaction", refund.transaction_id),
        "amount": f"{refund.amount:.2f}",
        "amount_rounding": None,
        "authorization": None,
        "created_at": format_shop_time(refund.created_at),
        "currency": order.currency,
        "device_id": None,
        "error_code": None,
        "gateway": "bogus",
        "kind": "refund",
        "location_id": None,
        "manual_payment_gateway": False,
        "message": None,
        "order_id": order.id,
        "parent_id": None,
        "payment_id": f"{order.name}.{refund.transaction_id}",
        "processed_at": None if refund.pending else format_shop_time(refund.updated_at),
        "receipt": {},
        "source_name": "web",
        "status": "pending" if refund.pending else "success",
        "test": order.test,
        "user_id": None,
    }
