"""Refunds of an order."""

from collections.abc import Callable
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import connection
from novex_shopify.entrypoints.sandbox.graphql.order_lines import line_node
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, location_node
from novex_shopify.entrypoints.sandbox.graphql.values import bag
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.orders import Order, OrderLine, Refund, RefundedLine
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
        return connection(
            refund.lines, lambda line: _line_node(shop, order, line), key=lambda line: (line.line_item_id,), **page
        )

    def freight(_: Info, **page: Any) -> Node:
        nodes = [_freight_node(order, refund)] if refund.shipping else []
        return connection(nodes, lambda node: node, key=lambda _: (refund.id,), **page)

    def nothing(_: Info, **page: Any) -> Node:
        return connection([], lambda node: node, key=lambda _: (0,), **page)

    def transactions(_: Info, **page: Any) -> Node:
        return connection([_transaction_node(order, refund)], lambda node: node, key=lambda _: (refund.id,), **page)

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
        "orderAdjustments": nothing,
        "transactions": transactions,
    }


def _line_node(shop: Shop, order: Order, line: RefundedLine) -> Node:
    bought: OrderLine = next(each for each in order.lines if each.id == line.line_item_id)

    def location(info: Info) -> Node | None:
        require(info, *LOCATION_SCOPES)
        return location_node(shop, shop.locations[bought.location_id]) if line.restock else None

    return {
        "id": None,
        "quantity": line.quantity,
        "restockType": "RETURN" if line.restock else "NO_RESTOCK",
        "location": location,
        "lineItem": lambda _: line_node(shop, order, bought),
        "subtotalSet": bag(line.subtotal, order.currency),
        "totalTaxSet": bag(line.tax, order.currency),
    }


def _freight_node(order: Order, refund: Refund) -> Node:
    return {
        "id": gid("RefundShippingLine", refund.id),
        "subtotalAmountSet": bag(refund.shipping, order.currency),
        "taxAmountSet": bag(refund.shipping_tax, order.currency),
    }


def _transaction_node(order: Order, refund: Refund) -> Node:
    return {
        "id": gid("OrderTransaction", refund.transaction_id),
        "kind": "REFUND",
        "status": "PENDING" if refund.pending else "SUCCESS",
        "gateway": "bogus",
        "amountSet": bag(refund.amount, order.currency),
    }
