"""The list of items in stock: its columns and filters."""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from novex_shopify.domain.model.item_stock import ItemStockFilter, StockView
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.list_stock import ListedItem
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.stock.days import DEFAULT_PERIOD, PERIODS, compute_last_day, get_today

_VIEWS = (
    ("", "In stock"),
    (StockView.EXPIRING, "Expiring"),
    (StockView.UNUSABLE, "Not assignable"),
    (StockView.HELD, "Held"),
    (StockView.ALL, "All with lots"),
)
_PERIODS = [("", PERIODS[DEFAULT_PERIOD]), *((days, text) for days, text in PERIODS.items() if days != DEFAULT_PERIOD)]


def build_stock_list(request: ConsoleRequest) -> RecordList[ListedItem]:
    """The list with the locations that there are. Raises `NoStockKept`."""
    with request.container.read_transaction() as tx:
        locations = get_stock(tx).locations.list_all()
    return replace(_STOCK, filters=(*_STOCK.filters, _build_location_filter(locations)))


def _build_location_filter(locations: Sequence[StorageLocation]) -> Filter:
    return Filter("location", "Location", [("", "Any"), *((str(each.id), each.name) for each in locations)])


def _read_filter(request: ConsoleRequest, query: Query) -> ItemStockFilter:
    today = get_today(request)
    view = query.get("view")
    return ItemStockFilter(
        today,
        compute_last_day(today, query.get("days")),
        StockView(view) if view else StockView.IN_STOCK,
        location_id=parse_id(query.get("location")),
    )


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedItem]:
    wanted, after = _read_filter(request, query), query.address.after or None
    return request.container.list_stock()(wanted, query.limit, text=query.get("text"), after=after)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_stock().count(_read_filter(request, query), query.limit, text=query.get("text"))


def _get_id(listed: ListedItem, _address: ListAddress | None = None) -> str:
    return listed.stock.item_id


def _get_name(listed: ListedItem) -> str:
    return listed.item.name if listed.item else ""


_STOCK: RecordList[ListedItem] = RecordList(
    path="/console/stock",
    noun="item",
    columns=(
        Column("item", "Item", _get_id),
        Column("name", "Name", _get_name, is_shown=False),
        Column("sku", "SKU", lambda listed: listed.item.sku if listed.item else None, is_shown=False),
        Column("unit", "Unit", lambda listed: listed.item.unit if listed.item else None, is_shown=False),
        Column("free", "Free", attrgetter("stock.free"), is_amount=True),
        Column("not_assignable", "Not assignable", attrgetter("stock.unusable"), is_shown=False),
        Column("assigned", "Assigned", attrgetter("stock.assigned"), is_amount=True),
        Column("held", "Held", attrgetter("stock.held"), is_amount=True),
        Column("on_hand", "On hand", attrgetter("stock.on_hand"), is_amount=True),
        Column("expiring", "Expiring", attrgetter("stock.expiring"), is_amount=True),
        Column("first_expiry", "First expiry", attrgetter("stock.first_expiry")),
        Column("lots", "Lots", attrgetter("stock.lots"), is_amount=True),
    ),
    filters=(
        Filter("text", "Search", hint="Name, SKU, barcode or ID"),
        Filter("view", "Show", [(str(value), label) for value, label in _VIEWS]),
        Filter("days", "Expires within", _PERIODS),
    ),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
    has_shop_filter=False,
)
