"""A refund, as it stands in webhook bodies: numbers where Shopify has numbers, text where it has text."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import shop_time
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.money import ZERO, money_bag
from novex_shopify.entrypoints.sandbox.orders import Order, Refund, RefundedLine
from novex_shopify.entrypoints.sandbox.payloads.line import order_line


def refund_payload(order: Order, refund: Refund) -> dict[str, Any]:
    """Write a refund, by itself or within its order."""
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": shop_time(refund.created_at),
        "processed_at": shop_time(refund.created_at),
        "note": refund.note,
        "user_id": None,
        "restock": any(line.restock for line in refund.lines),
        "duties": [],
        "return": None,
        "total_duties_set": money_bag(ZERO, order.currency),
        "order_adjustments": _adjustments(order, refund),
        "refund_shipping_lines": [],
        "refund_line_items": [_line(order, refund, index, line) for index, line in enumerate(refund.lines)],
        "transactions": [_transaction(order, refund)],
    }


def _line(order: Order, refund: Refund, index: int, line: RefundedLine) -> dict[str, Any]:
    bought = next(each for each in order.lines if each.id == line.line_item_id)
    return {
        "id": refund.id + index + 1,
        "line_item_id": line.line_item_id,
        "line_item": order_line(order, bought, 0),
        "location_id": bought.location_id if line.restock else None,
        "quantity": line.quantity,
        "restock_type": "return" if line.restock else "no_restock",
        "subtotal": float(line.subtotal),
        "subtotal_set": money_bag(line.subtotal, order.currency),
        "total_tax": float(line.tax),
        "total_tax_set": money_bag(line.tax, order.currency),
    }


def _adjustments(order: Order, refund: Refund) -> list[dict[str, Any]]:
    """Freight that goes back; negative, since it is the customer's gain."""
    if not refund.shipping:
        return []
    return [
        {
            "id": refund.id,
            "order_id": order.id,
            "refund_id": refund.id,
            "kind": "shipping_refund",
            "reason": "Shipping refund",
            "amount": f"{-refund.shipping:.2f}",
            "amount_set": money_bag(-refund.shipping, order.currency),
            "tax_amount": f"{-refund.shipping_tax:.2f}",
            "tax_amount_set": money_bag(-refund.shipping_tax, order.currency),
        }
    ]


def _transaction(order: Order, refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.transaction_id,
        "admin_graphql_api_id": gid("OrderTransaction", refund.transaction_id),
        "amount": f"{refund.amount:.2f}",
        "created_at": shop_time(refund.created_at),
        "currency": order.currency,
        "error_code": None,
        "gateway": "bogus",
        "kind": "refund",
        "order_id": order.id,
        "parent_id": None,
        "status": "pending" if refund.pending else "success",
        "test": order.test,
    }
