"""A refund, as it stands in webhook bodies: numbers where Shopify has numbers, text where it has text."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import shop_time
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.money import ZERO, money_bag
from novex_shopify.entrypoints.sandbox.orders import Order
from novex_shopify.entrypoints.sandbox.payloads.line import order_line
from novex_shopify.entrypoints.sandbox.refunds import Adjustment, Refund, RefundedLine, Restock
from novex_shopify.entrypoints.sandbox.shop import Shop


def refund_payload(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    """Write a refund, by itself or within its order."""
    shipped = shop.shipped(order)
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": shop_time(refund.created_at),
        "processed_at": shop_time(refund.created_at),
        "note": refund.note,
        "user_id": None,
        "restock": any(line.restock is not Restock.NONE for line in refund.lines),
        "duties": [],
        "return": None,
        "total_duties_set": money_bag(ZERO, order.currency),
        "order_adjustments": [_adjustment(order, refund, each) for each in refund.adjustments],
        "refund_shipping_lines": [],
        "refund_line_items": [_line(order, line, shipped) for line in refund.lines],
        "transactions": [_transaction(order, refund)] if refund.amount else [],
    }


def _line(order: Order, line: RefundedLine, shipped: dict[int, int]) -> dict[str, Any]:
    bought = next(each for each in order.lines if each.id == line.line_item_id)
    return {
        "id": line.id,
        "line_item_id": line.line_item_id,
        "line_item": order_line(order, bought, shipped[bought.id]),
        "location_id": line.location_id,
        "quantity": line.quantity,
        "restock_type": str(line.restock),
        "subtotal": float(line.subtotal),
        "subtotal_set": money_bag(line.subtotal, order.currency),
        "total_tax": float(line.tax),
        "total_tax_set": money_bag(line.tax, order.currency),
    }


def _adjustment(order: Order, refund: Refund, each: Adjustment) -> dict[str, Any]:
    """Write what goes back beside goods; negative, since it is the customer's gain."""
    return {
        "id": each.id,
        "order_id": order.id,
        "refund_id": refund.id,
        "kind": str(each.kind),
        "reason": each.kind.replace("_", " ").capitalize(),
        "amount": f"{-each.amount:.2f}",
        "amount_set": money_bag(-each.amount, order.currency),
        "tax_amount": f"{-each.tax:.2f}",
        "tax_amount_set": money_bag(-each.tax, order.currency),
    }


def _transaction(order: Order, refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.transaction_id,
        "admin_graphql_api_id": gid("OrderTransaction", refund.transaction_id),
        "amount": f"{refund.amount:.2f}",
        "amount_rounding": None,
        "authorization": None,
        "created_at": shop_time(refund.created_at),
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
        "processed_at": None if refund.pending else shop_time(refund.updated_at),
        "receipt": {},
        "source_name": "web",
        "status": "pending" if refund.pending else "success",
        "test": order.test,
        "user_id": None,
    }
