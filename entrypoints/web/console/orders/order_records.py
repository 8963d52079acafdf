"""The list of orders: its columns, filters and orders."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.order_position import OrderPosition, parse_order_position
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.orders.list_orders import BookingState, ListedOrder, OrderFilter
from novex_shopify.entrypoints.web.console.holds.held_order_records import build_key_text
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

LISTED_STATES = (BookingState.BLOCKED, BookingState.FAILED, BookingState.BOOKED)
"""What orders are listed by."""


def to_order_filter(address: ListAddress) -> OrderFilter:
    state, shop = address.filters["state"], address.filters["shop"]
    return OrderFilter(BookingState(state) if state else None, ShopDomain(shop) if shop else None)


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedOrder]:
    position, oldest_first = parse_order_position(query.address.after), not query.address.is_descending
    which = to_order_filter(query.address)
    return request.container.list_orders()(which, query.limit, position, oldest_first=oldest_first)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_orders().count(to_order_filter(query.address), query.limit)


def _get_position(order: ListedOrder, _address: ListAddress) -> OrderPosition:
    return order.position


ORDERS: RecordList[ListedOrder] = RecordList(
    path="/console/orders",
    noun="order",
    columns=(
        Column("order", "Order", lambda order: order.name or order.order_id),
        Column("customer", "Customer"),
        Column("ordered", "Ordered", attrgetter("at"), is_sortable=True),
        Column("store", "Store", attrgetter("shop")),
        Column("payment", "Payment", lambda order: order.document and order.document.financial_status),
        Column("status", "Status", lambda order: order.warehouse and order.warehouse.status),
        Column("fulfillment", "", lambda order: order.warehouse and order.warehouse.fulfillment, is_shown=False),
        Column("total", "Total", lambda order: order.document and order.document.total.amount, is_amount=True),
        Column("currency", "", lambda order: order.document and order.document.total.currency, is_shown=False),
        Column("on_hold", "", lambda order: order.warehouse and order.warehouse.on_hold, is_shown=False),
        Column("state", "ERP", attrgetter("state")),
        Column("erp_order", "", lambda order: order.document and order.document.id, is_shown=False),
        Column("problem", "", lambda order: order.problem and order.problem.title, is_shown=False),
        Column("shopify_id", "", attrgetter("order_id"), is_shown=False),
    ),
    filters=(Filter("state", "State", [("", "All"), *((str(state), format_label(state)) for state in LISTED_STATES)]),),
    default_sort="-ordered",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=attrgetter("order_id"),
    get_value=lambda order: build_key_text(order.shop, order.order_id),
)
