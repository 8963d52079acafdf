"""The list of orders: its columns, its order, and how a page of it is read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from operator import attrgetter

from novex_shopify.domain.model.order_list import ListedOrder
from novex_shopify.domain.model.order_overview import OrderOverview
from novex_shopify.domain.model.order_position import OrderPosition, parse_order_position
from novex_shopify.domain.use_cases.orders.order_selection import OpenWork
from novex_shopify.entrypoints.web.console.holds.held_order_records import build_key_text
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.list_page import wants_csv
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Query, RecordList
from novex_shopify.entrypoints.web.console.order_list.order_list_filter import build_order_filter, list_filters
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

ORDERS_PATH = "/console/orders"


def _say(get: Callable[[OrderOverview], object]) -> Callable[[ListedOrder], object]:
    """Of an order that could not be read, nothing."""
    return lambda order: get(order.overview) if order.overview else None


COLUMNS: Sequence[Column[ListedOrder]] = (
    Column("order", "Order", lambda order: order.name or order.order_id),
    Column("date", "Date", attrgetter("placed_at"), is_sortable=True),
    Column("store", "Store", attrgetter("shop")),
    Column("customer", "Customer"),
    Column("items", "Items", _say(attrgetter("units")), is_amount=True),
    Column("total", "Total", _say(attrgetter("total.amount")), is_amount=True),
    Column("currency", "", _say(attrgetter("total.currency")), is_shown=False),
    Column("payment", "Payment", _say(attrgetter("payment"))),
    Column("fulfillment", "Fulfillment", _say(attrgetter("fulfillment"))),
    Column("status", "", _say(attrgetter("status")), is_shown=False),
    Column("on_hold", "", attrgetter("on_hold"), is_shown=False),
    Column("erp", "ERP", attrgetter("state")),
    Column("erp_order", "", attrgetter("erp_id"), is_shown=False),
    Column("problem", "", lambda order: order.problem and order.problem.title, is_shown=False),
    Column("ship_by", "Ship by", _say(attrgetter("ship_by"))),
    Column("delivery", "Delivery", _say(attrgetter("delivery"))),
    Column("tags", "Tags", _say(lambda overview: ", ".join(overview.tags))),
    Column("po", "PO"),
    Column("country", "", _say(attrgetter("country")), is_shown=False),
    Column("risk", "", _say(attrgetter("risk")), is_shown=False),
    Column("shopify_id", "", attrgetter("order_id"), is_shown=False),
)
CHOICES = tuple(column for column in COLUMNS if column.is_shown)
"""The columns that a person may choose; a file always has all."""

ALWAYS_SHOWN = "order"
DEFAULT_COLUMNS = frozenset({"order", "date", "store", "customer", "items", "total", "payment", "fulfillment", "erp"})


def build_order_list(
    request: ConsoleRequest, missing: str, columns: Collection[str] = DEFAULT_COLUMNS, work: OpenWork | None = None
) -> RecordList[ListedOrder]:
    """The list with these columns. `missing` is the missing product that its address names. `work` is read once for the
    page, its count and the counts of the views.
    """
    list_orders = request.container.list_orders()

    def fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedOrder]:
        return list_orders(
            build_order_filter(request, query.address),
            query.limit,
            parse_order_position(query.address.after),
            oldest_first=not query.address.is_descending,
            with_documents=not wants_csv(request),
            work=work,
        )

    def count(request: ConsoleRequest, query: Query) -> int:
        return list_orders.count(build_order_filter(request, query.address), query.limit, work)

    shown = [replace(each, is_shown=each.is_shown and each.name in {*columns, ALWAYS_SHOWN}) for each in COLUMNS]
    return RecordList(
        path=ORDERS_PATH,
        noun="order",
        columns=shown,
        filters=list_filters(missing),
        default_sort="-date",
        fetch=fetch,
        count=count,
        get_position=_get_position,
        get_id=attrgetter("order_id"),
        get_value=lambda order: build_key_text(order.shop, order.order_id),
    )


def _get_position(order: ListedOrder, _address: ListAddress) -> OrderPosition:
    return order.position
