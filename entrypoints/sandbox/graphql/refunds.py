"""Resolvers of refunds."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.line_items import build_line_item_node
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, build_location_node
from novex_shopify.entrypoints.sandbox.graphql.values import build_money_bag_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.refunds import AdjustmentKind, OrderAdjustment, Refund, RefundLine
from novex_shopify.entrypoints.sandbox.model.shop import Shop


def resolve_refund(info: Info, *, id: str) -> Node | None:
    shop, number = require_any_scope(info, "read_orders").shop, parse_gid("Refund", id)
    found = ((order, each) for order in shop.orders.values() for each in order.refunds if each.id == number)
    return next((_build_refund_node(shop, order, each) for order, each in found), None)


def build_refunds_resolver(shop: Shop, order: Order) -> Callable[..., list[Node]]:
    def resolve(_: Info, first: int | None = None) -> list[Node]:
        return [_build_refund_node(shop, order, refund) for refund in order.refunds[:first]]

    return resolve


def _build_refund_node(shop: Shop, order: Order, refund: Refund) -> Node:
    def resolve_lines(_: Info, **page: Any) -> Node:
        return build_connection(refund.lines, lambda line: _build_line_node(shop, order, line), key=by_id, **page)

    def resolve_shipping_lines(_: Info, **page: Any) -> Node:
        found = _filter_adjustments(refund, AdjustmentKind.SHIPPING)
        return build_connection(found, lambda each: _build_shipping_line_node(order, each), key=by_id, **page)

    def resolve_adjustments(_: Info, **page: Any) -> Node:
        found = _filter_adjustments(refund, AdjustmentKind.DISCREPANCY)
        return build_connection(found, lambda each: _build_adjustment_node(order, each), key=by_id, **page)

    def resolve_transactions(_: Info, **page: Any) -> Node:
        found = [refund] if refund.amount else []
        return build_connection(found, lambda each: _build_transaction_node(order, each), key=by_id, **page)

    return {
        "id": build_gid("Refund", refund.id),
        "legacyResourceId": str(refund.id),
        "createdAt": format_utc_time(refund.created_at),
        "processedAt": format_utc_time(refund.created_at),
        "updatedAt": format_utc_time(refund.updated_at),
        "note": refund.note,
        "totalRefundedSet": build_money_bag_node(refund.amount, order.currency),
        "duties": [],
        "refundLineItems": resolve_lines,
        "refundShippingLines": resolve_shipping_lines,
        "orderAdjustments": resolve_adjustments,
        "transactions": resolve_transactions,
    }


def _filter_adjustments(refund: Refund, kind: AdjustmentKind) -> list[OrderAdjustment]:
    return [each for each in refund.adjustments if each.kind is kind]


def _build_line_node(shop: Shop, order: Order, line: RefundLine) -> Node:
    order_line = next(each for each in order.lines if each.id == line.line_item_id)

    def resolve_location(info: Info) -> Node | None:
        require_any_scope(info, *LOCATION_SCOPES)
        return build_location_node(shop, shop.locations[line.location_id]) if line.location_id else None

    return {
        "id": build_gid("RefundLineItem", line.id),
        "quantity": line.quantity,
        "restockType": line.restock_type.upper(),
        "location": resolve_location,
        "lineItem": lambda _: build_line_item_node(shop, order, order_line),
        "subtotalSet": build_money_bag_node(line.subtotal, order.currency),
        "totalTaxSet": build_money_bag_node(line.tax, order.currency),
    }


def _build_shipping_line_node(order: Order, adjustment: OrderAdjustment) -> Node:
    return {
        "id": build_gid("RefundShippingLine", adjustment.id),
        "subtotalAmountSet": build_money_bag_node(adjustment.amount, order.currency),
        "taxAmountSet": build_money_bag_node(adjustment.tax, order.currency),
    }


def _build_adjustment_node(order: Order, adjustment: OrderAdjustment) -> Node:
    return {
        "id": build_gid("OrderAdjustment", adjustment.id),
        "amountSet": build_money_bag_node(-adjustment.amount, order.currency),
        "taxAmountSet": build_money_bag_node(-adjustment.tax, order.currency),
        "reason": adjustment.kind.upper(),
    }


def _build_transaction_node(order: Order, refund: Refund) -> Node:
    return {
        "id": build_gid("OrderTransaction", refund.transaction_id),
        "kind": "REFUND",
        "status": "PENDING" if refund.pending else "SUCCESS",
        "gateway": "bogus",
        "amountSet": build_money_bag_node(refund.amount, order.currency),
    }
