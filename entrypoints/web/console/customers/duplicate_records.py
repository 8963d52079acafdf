"""The list of possible duplicates: its columns. It is read store by store, by Shopify's ids."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.customers.list_duplicates import Position, PossibleDuplicate
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

DUPLICATES_PATH = "/console/customers/duplicates"


def _read_shop(query: Query) -> ShopDomain | None:
    shop = query.get("shop")
    return ShopDomain(shop) if shop else None


def _read_position(text: str) -> Position | None:
    shop, _, number = text.partition("/")
    customer_id = parse_id(number)
    return (ShopDomain(shop), customer_id) if shop and customer_id is not None else None


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[PossibleDuplicate]:
    return request.container.list_duplicates()(query.limit, _read_shop(query), _read_position(query.address.after))


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_duplicates().count(query.limit, _read_shop(query))


def _get_position(duplicate: PossibleDuplicate, _address: ListAddress | None = None) -> str:
    return "{}/{}".format(*duplicate.position)


def _get_id(duplicate: PossibleDuplicate) -> str:
    return _get_position(duplicate).replace("/", "-").replace(".", "-")


DUPLICATES: RecordList[PossibleDuplicate] = RecordList(
    path=DUPLICATES_PATH,
    noun="possible duplicate",
    columns=(
        Column("customer", "Customer"),
        Column("store", "Store", attrgetter("link.shop_domain")),
        Column("customer_id", "Shopify customer", attrgetter("link.shopify_id")),
        Column("erp_customer_id", "ERP customer", attrgetter("link.erp_id")),
        Column("reason", "Why", attrgetter("link.review_reason")),
        Column("actions", ""),
    ),
    filters=(),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=_get_id,
)
