"""The list of orders to ship: its columns and filters. What is promised first comes first."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import (
    WarehouseStateFilter,
    WarehouseStatePosition,
    parse_warehouse_state_position,
)
from novex_shopify.domain.use_cases.fulfillment.list_orders_to_ship import OrderToShip
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.stock.days import get_today

FULFILL_PATH = "/console/fulfill"
NEEDS_LOTS, READY, TODAY = "needs-lots", "ready", "today"


def list_problems(listed: OrderToShip) -> Sequence[str]:
    """What is wrong with an order, in a few words each."""
    problems = [format_label(each.kind) for each in listed.exceptions]
    return [
        *dict.fromkeys(problems),
        *listed.hints,
        *(["Test order"] if listed.order.test else []),
        *(["Not settled"] if listed.state.error else []),
    ]


def _read_filter(request: ConsoleRequest, query: Query) -> WarehouseStateFilter:
    lots, shop = query.get("lots"), query.get("shop")
    return WarehouseStateFilter(
        needs_lots=lots == NEEDS_LOTS,
        ready=lots == READY,
        promised_until=get_today(request) if query.get("promised") == TODAY else None,
        shop=ShopDomain(shop) if shop else None,
    )


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[OrderToShip]:
    after = parse_warehouse_state_position(query.address.after)
    list_orders = request.container.list_orders_to_ship()
    return list_orders(_read_filter(request, query), query.limit, text=query.get("text"), after=after)


def _count(request: ConsoleRequest, query: Query) -> int:
    list_orders = request.container.list_orders_to_ship()
    return list_orders.count(_read_filter(request, query), query.limit, text=query.get("text"))


def _get_position(listed: OrderToShip, _address: ListAddress) -> WarehouseStatePosition:
    return listed.position


ORDERS_TO_SHIP: RecordList[OrderToShip] = RecordList(
    path=FULFILL_PATH,
    noun="order",
    columns=(
        Column("order", "Order", attrgetter("order.name")),
        Column("store", "Store", attrgetter("order.shop_domain")),
        Column("customer", "Customer"),
        Column("promised_on", "Promised", attrgetter("state.promised_on")),
        Column("fulfillment", "", attrgetter("state.fulfillment"), is_shown=False),
        Column("to_ship", "To ship", attrgetter("state.to_ship"), is_amount=True),
        Column("assigned", "Assigned", attrgetter("state.assigned"), is_amount=True),
        Column("short", "Short", attrgetter("state.short"), is_amount=True),
        Column("problems", "Status", lambda listed: ", ".join(list_problems(listed))),
        Column("erp_order", "", attrgetter("state.order_id"), is_shown=False),
        Column("shopify_id", "", attrgetter("order.shopify_order_id"), is_shown=False),
    ),
    filters=(
        Filter("text", "Search", hint="Order, e-mail or tracking number"),
        Filter("lots", "Lots", [("", "Any"), (NEEDS_LOTS, "Needs lots"), (READY, "Ready to pick")]),
        Filter("promised", "Promised", [("", "Any day"), (TODAY, "Until today")]),
    ),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=attrgetter("state.order_id"),
)
