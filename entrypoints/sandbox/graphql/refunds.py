"""Refunds of an order."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import by_id, connection
from novex_shopify.entrypoints.sandbox.graphql.order_lines import line_node
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, location_node
from novex_shopify.entrypoints.sandbox.graphql.values import bag
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.orders import Order
from novex_shopify.entrypoints.sandbox.refunds import Adjustment, AdjustmentKind, Refund, RefundedLine
from novex_shopify.entrypoints.sandbox.shop import Shop


def refund(info: Info, *, id: str) -> Node | None:
    shop, number = require(info, "read_orders").shop, number_of("Refund", id)
    found = ((order, each) for order in shop.orders.values() for each in order.refunds if each.id == number)
    return next((_refund_node(shop, order, each) for order, each in found), None)


def order_refunds(shop: Shop, order: Order) -> Callable[..., list[Node]]:
    def resolve(_: Info, first: int | None = None) -> list[Node]:
        return [_refund_node(shop, order, refund) for refund in order.refunds[:first]]

    return resolve


def _refund_node(shop: Shop, order: Order, refund: Refund) -> Node:
    def lines(_: Info, **page: Any) -> Node:
        return connection(refund.lines, lambda line: _line_node(shop, order, line), key=by_id, **page)

    def freight(_: Info, **page: Any) -> Node:
        found = _of_kind(refund, AdjustmentKind.SHIPPING)
        return connection(found, lambda each: _freight_node(order, each), key=by_id, **page)

    def adjustments(_: Info, **page: Any) -> Node:
        found = _of_kind(refund, AdjustmentKind.DISCREPANCY)
        return connection(found, lambda each: _adjustment_node(order, each), key=by_id, **page)

    def transactions(_: Info, **page: Any) -> Node:
        found = [refund] if refund.amount else []
        return connection(found, lambda each: _transaction_node(order, each), key=by_id, **page)

    return {
        "id": gid("Refund", refund.id),
        "legacyResourceId": str(refund.id),
        "createdAt": utc_time(refund.created_at),
        "processedAt": utc_time(refund.created_at),
        "updatedAt": utc_time(refund.updated_at),
        "note": refund.note,
        "totalRefundedSet": bag(refund.amount, order.currency),
        "refundLineItems": lines,
        "refundShippingLines": freight,
        "orderAdjustments": adjustments,
        "transactions": transactions,
    }


def _of_kind(refund: Refund, kind: AdjustmentKind) -> list[Adjustment]:
    return [each for each in refund.adjustments if each.kind is kind]


def _line_node(shop: Shop, order: Order, line: RefundedLine) -> Node:
    bought = next(each for each in order.lines if each.id == line.line_item_id)

    def location(info: Info) -> Node | None:
        require(info, *LOCATION_SCOPES)
        return location_node(shop, shop.locations[line.location_id]) if line.location_id else None

    return {
        "id": gid("RefundLineItem", line.id),
        "quantity": line.quantity,
        "restockType": line.restock.upper(),
        "location": location,
        "lineItem": lambda _: line_node(shop, order, bought),
        "subtotalSet": bag(line.subtotal, order.currency),
        "totalTaxSet": bag(line.tax, order.currency),
    }


def _freight_node(order: Order, each: Adjustment) -> Node:
    return {
        "id": gid("RefundShippingLine", each.id),
        "subtotalAmountSet": bag(each.amount, order.currency),
        "taxAmountSet": bag(each.tax, order.currency),
    }


def _adjustment_node(order: Order, each: Adjustment) -> Node:
    return {
        "id": gid("OrderAdjustment", each.id),
        "amountSet": bag(-each.amount, order.currency),
        "taxAmountSet": bag(-each.tax, order.currency),
        "reason": each.kind.upper(),
    }


def _transaction_node(order: Order, refund: Refund) -> Node:
    return {
        "id": gid("OrderTransaction", refund.transaction_id),
        "kind": "REFUND",
        "status": "PENDING" if refund.pending else "SUCCESS",
        "gateway": "bogus",
        "amountSet": bag(refund.amount, order.currency),
    }
