"""The list of exceptions: its columns and filters. The oldest come first."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.orders.list_exceptions import ListedException
from novex_shopify.entrypoints.web.console.labels import build_status_options
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

EXCEPTIONS_PATH = "/console/exceptions"


def _read_filter(query: Query) -> tuple[OrderExceptionKind | None, ShopDomain | None]:
    kind, shop = query.get("kind"), query.get("shop")
    return OrderExceptionKind(kind) if kind else None, ShopDomain(shop) if shop else None


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedException]:
    after = parse_id(query.address.after)
    return request.container.list_exceptions()(query.limit, *_read_filter(query), after=after)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_exceptions().count(query.limit, *_read_filter(query))


def _get_id(listed: ListedException, _address: ListAddress | None = None) -> int:
    return listed.exception.id


EXCEPTIONS: RecordList[ListedException] = RecordList(
    path=EXCEPTIONS_PATH,
    noun="exception",
    columns=(
        Column("exception", "Exception", attrgetter("exception.kind")),
        Column("order", "Order", attrgetter("order.name")),
        Column("store", "", attrgetter("order.shop_domain"), is_shown=False),
        Column("line", "", attrgetter("line_title"), is_shown=False),
        Column("units", "Units", attrgetter("exception.quantity"), is_amount=True),
        Column("since", "Since", attrgetter("exception.opened_at")),
        Column("what_to_do", "What to do"),
        Column("actions", ""),
    ),
    filters=(Filter("kind", "Exception", build_status_options(OrderExceptionKind)),),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
)
