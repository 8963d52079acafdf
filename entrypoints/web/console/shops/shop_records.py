"""The list of stores: its columns, filters and orders. There are few, so it is made in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from novex_shopify.domain.model.issue import Severity
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.console.get_overview import ShopConnection
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def _get_domain(overview: ShopConnection, _address: ListAddress | None = None) -> ShopDomain:
    return overview.shop.domain


def _get_connected_at(overview: ShopConnection) -> tuple[datetime, ShopDomain]:
    return overview.shop.installed_at, overview.shop.domain


_SORT_KEYS: dict[str, Callable[[ShopConnection], Any]] = {"store": _get_domain, "connected": _get_connected_at}


def _needs_attention(overview: ShopConnection) -> bool:
    return overview.state is not None and overview.state.severity is not Severity.INFO


_FILTERS: dict[str, Callable[[ShopConnection], bool]] = {
    "connected": lambda overview: overview.state is None,
    "attention": _needs_attention,
}


def _list_all(request: ConsoleRequest, query: Query) -> list[ShopConnection]:
    connections = request.container.get_overview().list_connections()
    matches = _FILTERS.get(query.get("state"), bool)
    key = _SORT_KEYS[query.address.sort.removeprefix("-")]
    return sorted(filter(matches, connections), key=key, reverse=query.address.is_descending)


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ShopConnection]:
    overviews = _list_all(request, query)
    begin = next((n for n, each in enumerate(overviews, 1) if each.shop.domain == query.address.after), 0)
    return overviews[begin : begin + query.limit]


def _count(request: ConsoleRequest, query: Query) -> int:
    return len(_list_all(request, query))


def _describe_state(overview: ShopConnection) -> str:
    return overview.state.title if overview.state else "Connected"


SHOPS: RecordList[ShopConnection] = RecordList(
    path="/console/stores",
    noun="store",
    columns=(
        Column("store", "Store", _get_domain, is_sortable=True),
        Column("state", "State", _describe_state),
        Column("connected", "Connected", attrgetter("shop.installed_at"), is_sortable=True),
        Column("disconnected", "", attrgetter("shop.uninstalled_at"), is_shown=False),
        Column("api_version", "API version", attrgetter("shop.api_version")),
    ),
    filters=(Filter("state", "State", [("", "All"), ("connected", "Connected"), ("attention", "Needs attention")]),),
    default_sort="store",
    fetch=_fetch,
    count=_count,
    get_position=_get_domain,
    get_id=_get_domain,
    has_shop_filter=False,
)
