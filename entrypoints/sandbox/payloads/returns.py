"""Returns in webhook payloads, which state no time of a change."""

from typing import Any

from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.returns import Return, ReturnLine


def build_return_payload(order: Order, known: Return) -> dict[str, Any]:
    return {
        "id": known.id,
        "admin_graphql_api_id": build_gid("Return", known.id),
        "order": {"id": order.id, "admin_graphql_api_id": build_gid("Order", order.id)},
        "name": known.name,
        "status": str(known.status),
        "total_return_line_items": len(known.lines),
        "total_exchange_line_items": len(known.exchange_lines),
        "return_line_items": [_build_line(line) for line in known.lines],
    }


def _build_line(line: ReturnLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "admin_graphql_api_id": build_gid("ReturnLineItem", line.id),
        "quantity": line.quantity,
        "return_reason": line.reason,
        "return_reason_note": line.note,
    }
