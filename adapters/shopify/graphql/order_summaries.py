"""Orders, summed up so that many can be compared at little cost."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.order_responses import MoneyBag
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.policies.reconciliation import INACTIVE_FULFILLMENT_STATUSES
from novex_shopify.domain.ports.shopify_admin import Page

_MAX_REFUNDS_AND_FULFILLMENTS = 50
"""As many refunds and parcels of an order as the document asks for."""


class Refund(GraphQLStruct):
    """A refund by its number."""

    legacy_resource_id: str


class Fulfillment(GraphQLStruct):
    """A fulfillment by its number."""

    legacy_resource_id: str
    status: str


Record = TypeVar("Record", Refund, Fulfillment)


class Order(GraphQLStruct):
    """An order, summed up."""

    legacy_resource_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    total_price_set: MoneyBag
    current_total_price_set: MoneyBag
    total_refunded_set: MoneyBag
    refunds: list[Refund]
    fulfillments: list[Fulfillment]


class OrderSummariesResponse(GraphQLStruct):
    """`orderSummaries`."""

    orders: Connection[Order]


def fetch_order_summaries(
    client: GraphQLClient, access: ShopAccess, order_range: OrderRange, cursor: str | None
) -> Page[OrderSummary]:
    """A page, the earliest first. Filter and order go by the same time (Shopify: orders)."""
    sort_key, query = _get_time_field(order_range).upper(), build_search_query(order_range)
    answer = client.execute(
        access, "orderSummaries", OrderSummariesResponse, query=query, sortKey=sort_key, after=cursor
    )
    return Page(tuple(map(_map_order_summary, answer.orders.nodes)), answer.orders.page_info.next_cursor)


def parse_order_summary(body: bytes, _children: Sequence[bytes]) -> OrderSummary:
    """A line of `bulkOrders`."""
    try:
        return _map_order_summary(_order_decoder.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The line is not what was asked for: {error}.") from error


def build_search_query(order_range: OrderRange) -> str:
    """The orders of a range, in Shopify's words (Shopify: search syntax)."""
    field = _get_time_field(order_range)
    return f"{field}:>='{order_range.since.isoformat()}' {field}:<'{order_range.until.isoformat()}'"


_order_decoder = msgspec.json.Decoder(Order)


def _get_time_field(order_range: OrderRange) -> str:
    return "created_at" if order_range.by_creation else "updated_at"


def _map_order_summary(order: Order) -> OrderSummary:
    return OrderSummary(
        id=int(order.legacy_resource_id),
        name=order.name,
        created_at=order.created_at,
        updated_at=order.updated_at,
        total=_map_money(order.total_price_set),
        current_total=_map_money(order.current_total_price_set),
        refund_ids=_collect_ids(order.refunds, lambda refund: True),
        refunded=order.total_refunded_set.shop_money.amount,
        fulfillments=_collect_ids(
            order.fulfillments, lambda parcel: parcel.status.lower() not in INACTIVE_FULFILLMENT_STATUSES
        ),
    )


def _collect_ids(records: Sequence[Record], is_counted: Callable[[Record], bool]) -> frozenset[int] | None:
    """The ids of those that count; None where the list is full, since there may be more."""
    if len(records) >= _MAX_REFUNDS_AND_FULFILLMENTS:
        return None
    return frozenset(int(each.legacy_resource_id) for each in records if is_counted(each))


def _map_money(bag: MoneyBag) -> Money:
    return Money(bag.shop_money.amount, bag.shop_money.currency_code)
