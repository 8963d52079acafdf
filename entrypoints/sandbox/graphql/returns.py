"""Resolvers of returns."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.line_items import build_line_item_node
from novex_shopify.entrypoints.sandbox.graphql.values import build_money_bag_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.refunds import Refund
from novex_shopify.entrypoints.sandbox.model.returns import ExchangeLine, Return, ReturnLine
from novex_shopify.entrypoints.sandbox.model.shop import Shop

RETURN_SCOPE = "read_returns"


def resolve_return(info: Info, *, id: str) -> Node | None:
    shop, number = require_any_scope(info, RETURN_SCOPE).shop, parse_gid("Return", id)
    found = ((order, each) for order in shop.orders.values() for each in order.returns if each.id == number)
    return next((_build_return_node(shop, order, each) for order, each in found), None)


def build_returns_resolver(shop: Shop, order: Order) -> Callable[..., Node]:
    def resolve(info: Info, **page: Any) -> Node:
        require_any_scope(info, RETURN_SCOPE)
        return build_connection(order.returns, lambda each: _build_return_node(shop, order, each), key=by_id, **page)

    return resolve


def _build_return_node(shop: Shop, order: Order, known: Return) -> Node:
    refunds = [each for each in order.refunds if each.id == known.refund_id]

    def resolve_lines(_: Info, **page: Any) -> Node:
        return build_connection(known.lines, lambda line: _build_line_node(shop, order, line), key=by_id, **page)

    def resolve_exchange_lines(_: Info, **page: Any) -> Node:
        def build(line: ExchangeLine) -> Node:
            return _build_exchange_line_node(shop, order, line)

        return build_connection(known.exchange_lines, build, key=by_id, **page)

    def resolve_refunds(_: Info, **page: Any) -> Node:
        def build(refund: Refund) -> Node:
            return {"id": build_gid("Refund", refund.id), "legacyResourceId": str(refund.id)}

        return build_connection(refunds, build, key=by_id, **page)

    fee = {"id": build_gid("ReturnShippingFee", known.id), "amountSet": _build_money(order, known.shipping_fee)}
    return {
        "id": build_gid("Return", known.id),
        "name": known.name,
        "status": known.status.upper(),
        "createdAt": format_utc_time(known.created_at),
        "closedAt": format_utc_time(known.closed_at),
        "totalQuantity": sum(line.quantity for line in known.lines),
        "order": {"id": build_gid("Order", order.id)},
        "decline": {"reason": "OTHER", "note": None} if known.status == "declined" else None,
        "returnShippingFees": [fee] if known.shipping_fee else [],
        "returnLineItems": resolve_lines,
        "exchangeLineItems": resolve_exchange_lines,
        "refunds": resolve_refunds,
    }


def _build_line_node(shop: Shop, order: Order, line: ReturnLine) -> Node:
    ordered = next(each for each in order.lines if each.id == line.line_item_id)
    fee = {
        "id": build_gid("RestockingFee", line.id),
        "amountSet": _build_money(order, line.restocking_fee),
        "percentage": 0.0,
    }
    return {
        "__typename": "ReturnLineItem",
        "id": build_gid("ReturnLineItem", line.id),
        "quantity": line.quantity,
        "processedQuantity": line.processed_quantity,
        "refundedQuantity": line.processed_quantity,
        "returnReasonDefinition": {
            "id": build_gid("ReturnReasonDefinition", line.id),
            "handle": line.reason,
            "name": line.reason,
        },
        "returnReasonNote": line.note,
        "customerNote": None,
        "fulfillmentLineItem": {
            "id": build_gid("FulfillmentLineItem", line.id),
            "lineItem": lambda _: build_line_item_node(shop, order, ordered),
        },
        "restockingFee": fee if line.restocking_fee else None,
    }


def _build_exchange_line_node(shop: Shop, order: Order, line: ExchangeLine) -> Node:
    variant = next(each for each in shop.variants if each.sku == line.sku)
    sold = [each for each in order.lines if each.id == line.line_item_id]
    return {
        "id": build_gid("ExchangeLineItem", line.id),
        "quantity": line.quantity,
        "processedQuantity": line.quantity if sold else 0,
        "variantId": build_gid("ProductVariant", variant.id),
        "variantSku": line.sku,
        "title": shop.products[variant.product_id].title,
        "variantTitle": variant.title,
        "lineItems": lambda _: [build_line_item_node(shop, order, each) for each in sold],
    }


def _build_money(order: Order, amount: Decimal) -> Node:
    return build_money_bag_node(amount, order.currency)
