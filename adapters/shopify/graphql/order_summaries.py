"""Fetches order summaries: few fields, so that many orders can be compared at little cost."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.field_types import Gid, Moment
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.money_mapper import map_money
from novex_shopify.adapters.shopify.graphql.record_pages import build_page
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, MoneyBag
from novex_shopify.domain.model.optional_scopes import READ_RETURNS
from novex_shopify.domain.model.order_return import ReturnSummary
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


class Return(GraphQLStruct):
    """Also a child line of `bulkOrdersWithReturns`."""

    id: Gid
    status: str
    total_quantity: int


Record = TypeVar("Record", Refund, Fulfillment)


class Order(GraphQLStruct):
    """The summary of an order, also a line of `bulkOrders`.

    Documents for stores without the scope ask for neither `return_status` nor `returns`. In a bulk file, the returns
    are lines of their own.
    """

    legacy_resource_id: Gid
    name: str | None
    created_at: Moment
    updated_at: Moment
    total_price_set: MoneyBag
    current_total_price_set: MoneyBag
    total_refunded_set: MoneyBag
    refunds: list[Refund]
    fulfillments: list[Fulfillment]
    return_status: str | None = None
    returns: Connection[Return] | None = None


class OrderSummariesResponse(GraphQLStruct):
    """`orderSummaries`. Each node is an `Order`, decoded on its own."""

    orders: Connection[msgspec.Raw]


def fetch_order_summaries(
    client: GraphQLClient, access: ShopAccess, order_range: OrderRange, cursor: str | None
) -> Page[OrderSummary]:
    # Sorted by the field of the filter, so that the earliest order comes first.
    sort_key, query = _get_time_field(order_range).upper(), build_search_query(order_range)
    document = "orderSummariesWithReturns" if access.grants(READ_RETURNS) else "orderSummaries"
    orders = client.read(access, document, OrderSummariesResponse, query=query, sortKey=sort_key, after=cursor).orders
    return build_page(orders, Order, lambda order: map_order_summary(order, _list_returns(order)))


def build_search_query(order_range: OrderRange) -> str:
    """The filter for the orders of a range, in Shopify's search syntax."""
    field = _get_time_field(order_range)
    times = f"{field}:>='{order_range.since.isoformat()}' {field}:<'{order_range.until.isoformat()}'"
    return times + (f" return_status:{order_range.return_status}" if order_range.return_status else "")


def _get_time_field(order_range: OrderRange) -> str:
    return "created_at" if order_range.by_creation else "updated_at"


def map_order_summary(order: Order, returns: Iterable[Return] | None) -> OrderSummary:
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
        returns=None if returns is None else frozenset(map(_map_return, returns)),
    )


def _list_returns(order: Order) -> Iterable[Return] | None:
    """The returns of the order; None if there are more than the page holds, or if they were not asked for."""
    return None if order.returns is None or order.returns.page_info.has_next_page else order.returns.nodes


def _map_return(found: Return) -> ReturnSummary:
    return ReturnSummary(parse_gid(found.id), found.status.lower(), found.total_quantity)


def _collect_ids(records: Sequence[Record], is_counted: Callable[[Record], bool]) -> frozenset[int] | None:
    """The ids of the counted records; None if the list is full, since there may be more."""
    if len(records) >= LIST_SIZE:
        return None
    return frozenset(parse_gid(each.legacy_resource_id) for each in records if is_counted(each))


def _is_active(fulfillment: Fulfillment) -> bool:
    return fulfillment.status.lower() not in INACTIVE_FULFILLMENT_STATUSES
