"""The list of orders on hold: those that have been held longest come first."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.holds.list_held_orders import HeldOrderRecord
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

HOLDS_PATH = "/console/orders/on-hold"
_SEPARATOR = "/"


def build_key_text(shop: str, order_id: int) -> str:
    """What a form sends of a chosen order."""
    return f"{shop}{_SEPARATOR}{order_id}"


def read_keys(values: Iterable[object]) -> Sequence[OrderKey]:
    """The orders among what a form has, each once."""
    parts = [str(value).partition(_SEPARATOR) for value in values]
    return list(dict.fromkeys((ShopDomain(shop), number) for shop, _, text in parts if (number := parse_id(text))))


def _get_shop(query: Query) -> ShopDomain | None:
    shop = query.get("shop")
    return ShopDomain(shop) if shop else None


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[HeldOrderRecord]:
    return request.container.list_held_orders()(query.limit, _get_shop(query), parse_id(query.address.after))


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_held_orders().count(query.limit, _get_shop(query))


def _get_position(held: HeldOrderRecord, _address: ListAddress) -> int:
    return held.holds[0].id


HELD_ORDERS: RecordList[HeldOrderRecord] = RecordList(
    path=HOLDS_PATH,
    noun="order",
    columns=(
        Column("order", "Order", attrgetter("name")),
        Column("store", "Store", attrgetter("shop")),
        Column("customer", "Customer"),
        Column("total", "Total", lambda held: held.document and held.document.total.amount, is_amount=True),
        Column("reasons", "Why", lambda held: "; ".join(held.reasons)),
        Column("since", "Since", lambda held: held.holds[0].placed_at),
        Column("held_by", "", lambda held: held.holds[0].placed_by.name, is_shown=False),
        Column("erp_order", "", lambda held: held.document and held.document.id, is_shown=False),
        Column("shopify_id", "", attrgetter("order_id"), is_shown=False),
    ),
    filters=(),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=attrgetter("order_id"),
    get_value=lambda held: build_key_text(held.shop, held.order_id),
)
