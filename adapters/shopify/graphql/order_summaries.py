"""Fetches order summaries: few fields, so that many orders can be compared at little cost."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.field_types import Gid, Moment
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.money_mapper import map_money
from novex_shopify.adapters.shopify.graphql.record_pages import build_page
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, MoneyBag
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.policies.reconciliation import INACTIVE_FULFILLMENT_STATUSES
from novex_shopify.domain.ports.shopify_admin import Page

LIST_SIZE = 50
"""As many refunds and fulfillments as the document asks for. These lists have no cursor, so a full one may be cut."""


class Refund(GraphQLStruct):
    legacy_resource_id: Gid


class Fulfillment(GraphQLStruct):
    legacy_resource_id: Gid
    status: str


Record = TypeVar("Record", Refund, Fulfillment)


class Order(GraphQLStruct):
    """The summary of an order, also a line of `bulkOrders`."""

    legacy_resource_id: Gid
    name: str | None
    created_at: Moment
    updated_at: Moment
    total_price_set: MoneyBag
    current_total_price_set: MoneyBag
    total_refunded_set: MoneyBag
    refunds: list[Refund]
    fulfillments: list[Fulfillment]


class OrderSummariesResponse(GraphQLStruct):
    """`orderSummaries`. Each node is an `Order`, decoded on its own."""

    orders: Connection[msgspec.Raw]


def fetch_order_summaries(
    client: GraphQLClient, access: ShopAccess, order_range: OrderRange, cursor: str | None
) -> Page[OrderSummary]:
    # Sorted by the field of the filter, so that the earliest order comes first.
    sort_key, query = _get_time_field(order_range).upper(), build_search_query(order_range)
    orders = client.read(
        access, "orderSummaries", OrderSummariesResponse, query=query, sortKey=sort_key, after=cursor
    ).orders
    return build_page(orders, Order, map_order_summary)


def build_search_query(order_range: OrderRange) -> str:
    """The filter for the orders of a range, in Shopify's search syntax."""
    field = _get_time_field(order_range)
    return f"{field}:>='{order_range.since.isoformat()}' {field}:<'{order_range.until.isoformat()}'"


def _get_time_field(order_range: OrderRange) -> str:
    return "created_at" if order_range.by_creation else "updated_at"


def map_order_summary(order: Order) -> OrderSummary:
    return OrderSummary(
        id=parse_gid(order.legacy_resource_id),
        name=order.name or f"#{order.legacy_resource_id}",
        created_at=order.created_at,
        updated_at=order.updated_at,
        total=map_money(order.total_price_set),
        current_total=map_money(order.current_total_price_set),
        refund_ids=_collect_ids(order.refunds, lambda _: True),
        refunded=order.total_refunded_set.shop_money.amount,
        fulfillment_ids=_collect_ids(order.fulfillments, _is_active),
    )


def _collect_ids(records: Sequence[Record], is_counted: Callable[[Record], bool]) -> frozenset[int] | None:
    """The ids of the counted records; None if the list is full, since there may be more."""
    if len(records) >= LIST_SIZE:
        return None
    return frozenset(parse_gid(each.legacy_resource_id) for each in records if is_counted(each))


def _is_active(fulfillment: Fulfillment) -> bool:
    return fulfillment.status.lower() not in INACTIVE_FULFILLMENT_STATUSES
