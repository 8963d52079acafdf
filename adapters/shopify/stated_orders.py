"""Orders, summed up so that many can be compared at little cost."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.answers import Connection, Struct
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.adapters.shopify.order_answers import MoneyBag
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.reconciliation import OrderRange, StatedOrder
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.policies.reconciliation import FALLEN
from novex_shopify.domain.ports.shopify_admin import Page

_MOST = 50
"""As many refunds and parcels of an order as the document asks for."""


class Numbered(Struct):
    """A refund by its number."""

    legacy_resource_id: str


class Parcel(Struct):
    """A fulfillment by its number."""

    legacy_resource_id: str
    status: str


Counted = TypeVar("Counted", Numbered, Parcel)


class Order(Struct):
    """An order, summed up."""

    legacy_resource_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    total_price_set: MoneyBag
    current_total_price_set: MoneyBag
    total_refunded_set: MoneyBag
    refunds: list[Numbered]
    fulfillments: list[Parcel]


class Orders(Struct):
    """`statedOrders`."""

    orders: Connection[Order]


def read(client: GraphQLClient, access: ShopAccess, which: OrderRange, cursor: str | None) -> Page[StatedOrder]:
    """A page, the earliest first. Filter and order go by the same time (Shopify: orders)."""
    sort_key, query = _time_of(which).upper(), search(which)
    answer = client.execute(access, "statedOrders", Orders, query=query, sortKey=sort_key, after=cursor)
    return Page(tuple(map(_stated, answer.orders.nodes)), answer.orders.page_info.next_cursor)


def line(body: bytes, _children: Sequence[bytes]) -> StatedOrder:
    """A line of `bulkOrders`."""
    try:
        return _stated(_lines.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The line is not what was asked for: {error}.") from error


def search(which: OrderRange) -> str:
    """The orders of a range, in Shopify's words (Shopify: search syntax)."""
    field = _time_of(which)
    return f"{field}:>='{which.since.isoformat()}' {field}:<'{which.until.isoformat()}'"


_lines = msgspec.json.Decoder(Order)


def _time_of(which: OrderRange) -> str:
    return "created_at" if which.created else "updated_at"


def _stated(order: Order) -> StatedOrder:
    return StatedOrder(
        id=int(order.legacy_resource_id),
        name=order.name,
        created_at=order.created_at,
        updated_at=order.updated_at,
        total=_money(order.total_price_set),
        current_total=_money(order.current_total_price_set),
        refunds=_all_of(order.refunds, lambda refund: True),
        refunded=order.total_refunded_set.shop_money.amount,
        parcels=_all_of(order.fulfillments, lambda parcel: parcel.status.lower() not in FALLEN),
    )


def _all_of(listed: Sequence[Counted], counts: Callable[[Counted], bool]) -> frozenset[int] | None:
    """The ids of those that count; None where the list is full, since there may be more."""
    if len(listed) >= _MOST:
        return None
    return frozenset(int(each.legacy_resource_id) for each in listed if counts(each))


def _money(bag: MoneyBag) -> Money:
    return Money(bag.shop_money.amount, bag.shop_money.currency_code)
