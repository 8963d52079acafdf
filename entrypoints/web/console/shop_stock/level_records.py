"""The list of a store's levels: its columns and views."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_comparison import ComparedLevel
from novex_shopify.domain.model.stock_level import NEVER_WRITTEN, LevelFilter, LevelState
from novex_shopify.domain.policies.stock_explanation import describe_term
from novex_shopify.domain.use_cases.stock.list_stock import MAX_FOUND_ITEMS
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.shops.shop_frame import fetch_shop, read_shop_domain

VIEWS: Mapping[str, tuple[str, LevelFilter]] = {
    "": ("All", LevelFilter()),
    "differing": ("Not in step", LevelFilter(differing=True)),
    "drift": ("Drift", LevelFilter(states=frozenset({LevelState.DRIFT, LevelState.WAITING}))),
    "refused": ("Refused", LevelFilter(states=frozenset({LevelState.REFUSED}))),
    "never": ("Never written", LevelFilter(states=NEVER_WRITTEN)),
}
"""By the value of the filter: the name, and which levels it has."""


def build_level_list(request: ConsoleRequest) -> RecordList[ComparedLevel]:
    """The list of one store, with its locations. Raises `NotFound`."""
    shop = fetch_shop(request).domain
    with request.container.read_transaction() as tx:
        locations = tx.shop_stock.locations.list_for_shop(shop)
    choices = [("", "Any"), *((str(each.id), each.name) for each in locations)]
    return replace(
        _LEVELS,
        path=f"/console/stores/{shop}/stock",
        filters=(*_LEVELS.filters, Filter("location", "Location", choices)),
    )


def _read_filter(request: ConsoleRequest, query: Query) -> tuple[ShopDomain, LevelFilter]:
    _, wanted = VIEWS[query.get("view")]
    wanted = replace(wanted, location_id=parse_id(query.get("location")))
    if text := query.get("text"):
        with request.container.read_transaction() as tx:
            items = tx.erp.catalog.search(text, MAX_FOUND_ITEMS)
        wanted = replace(wanted, item_ids=frozenset(item.id for item in items))
    return read_shop_domain(request), wanted


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ComparedLevel]:
    shop, wanted = _read_filter(request, query)
    return request.container.compare_stock().list_levels(shop, wanted, query.limit, parse_id(query.address.after))


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.compare_stock().count(*_read_filter(request, query), query.limit)


def _get_id(compared: ComparedLevel, _address: ListAddress | None = None) -> int:
    return compared.level.id


def _list_terms(compared: ComparedLevel) -> str:
    return ", ".join(f"{describe_term(term)}: {term.units}" for term in compared.level.terms)


_LEVELS: RecordList[ComparedLevel] = RecordList(
    path="",
    noun="level",
    columns=(
        Column("variant", "Variant", attrgetter("title")),
        Column("variant_id", "", attrgetter("level.variant_id"), is_shown=False),
        Column("sku", "", attrgetter("sku"), is_shown=False),
        Column("item", "", attrgetter("level.item_id"), is_shown=False),
        Column("location", "Location", attrgetter("location_name")),
        Column("on_hand", "Shopify", attrgetter("level.on_hand"), is_amount=True),
        Column("available", "", attrgetter("level.available"), is_shown=False),
        Column("committed", "", attrgetter("level.committed"), is_shown=False),
        Column("target", "ERP", attrgetter("level.target"), is_amount=True),
        Column("difference", "Difference", attrgetter("level.difference"), is_amount=True),
        Column("terms", "", _list_terms, is_shown=False),
        Column("state", "State", attrgetter("level.state")),
        Column("reason", "", attrgetter("reason"), is_shown=False),
        Column("read_at", "Compared", attrgetter("level.read_at")),
    ),
    filters=(
        Filter("text", "Search", hint="Item's name, SKU, barcode or ID"),
        Filter("view", "Show", [(value, label) for value, (label, _) in VIEWS.items()]),
    ),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
    get_value=attrgetter("level.key.inventory_item_id"),
    has_shop_filter=False,
)
