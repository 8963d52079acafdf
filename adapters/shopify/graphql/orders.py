"""Fetches an order with all its line items, fulfillments, refunds and returns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from novex_shopify.adapters.shopify.gid import build_gid
from novex_shopify.adapters.shopify.graphql import order_responses, refund_responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.errors import build_order_not_found
from novex_shopify.adapters.shopify.graphql.fulfillments import fetch_fulfillment_quantities
from novex_shopify.adapters.shopify.graphql.order_mapper import map_fulfillment, map_order
from novex_shopify.adapters.shopify.graphql.order_sales import fetch_order_sales
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.refund_mapper import map_refund
from novex_shopify.adapters.shopify.graphql.returns import fetch_order_returns
from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.shop import ShopAccess

LIST_SIZE = 50
"""As many fulfillments and refunds as the document asks for. These lists have no cursor, so a full one may be cut."""


def fetch_order(client: GraphQLClient, access: ShopAccess, order_id: int, read_at: datetime) -> Order:
    pages = _fetch_order_pages(client, access, order_id)
    order = pages[0]
    fulfillments = order.fulfillments or ()
    if max(len(fulfillments), len(order.refunds)) >= LIST_SIZE:
        raise ShopifyRefused("order", [f"{order.name or order_id} has {LIST_SIZE} or more fulfillments or refunds."])
    lines = [line for page in pages for line in page.line_items.nodes]
    sales = fetch_order_sales(client, access, order, lines)
    return replace(
        map_order(order, lines, sales),
        refunds=tuple(
            map_refund(order_id, _fetch_refund_pages(client, access, each.id), sales) for each in order.refunds
        ),
        returns=tuple(fetch_order_returns(client, access, order_id, read_at)),
        fulfillments=tuple(
            map_fulfillment(each, fetch_fulfillment_quantities(client, access, each.id)) for each in fulfillments
        ),
    )


def _fetch_order_pages(client: GraphQLClient, access: ShopAccess, order_id: int) -> Sequence[order_responses.Order]:
    def fetch_page(cursor: str | None) -> order_responses.Order:
        gid = build_gid("Order", order_id)
        order = client.read(access, "order", order_responses.OrderResponse, id=gid, after=cursor).order
        if order is None:
            raise build_order_not_found(access.shop, order_id)
        return order

    return list(fetch_pages(fetch_page, lambda order: order.line_items))


def _fetch_refund_pages(client: GraphQLClient, access: ShopAccess, gid: str) -> Sequence[refund_responses.Refund]:
    def fetch_page(cursor: str | None) -> refund_responses.Refund:
        return client.read(access, "refund", refund_responses.RefundResponse, id=gid, after=cursor).refund

    return list(fetch_pages(fetch_page, lambda refund: refund.refund_line_items))
