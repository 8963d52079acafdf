"""The list of the ERP's items: its columns. Its file has those that an import reads, so it can be edited and loaded."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from operator import attrgetter

from novex_shopify.domain.model.product import EDITED_FIELDS, Item
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

ITEMS_PATH = "/console/items"


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[Item]:
    return request.container.list_items()(query.limit, query.get("text"), query.address.after or None)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_items().count(query.limit, query.get("text"))


def _get_id(item: Item, _address: ListAddress | None = None) -> str:
    return item.id


def _build_reader(name: str) -> Callable[[Item], object]:
    """What an import reads, which is no label."""

    def read(item: Item) -> object:
        value = getattr(item, name)
        return value.value if isinstance(value, StrEnum) else {True: "yes", False: "no"}.get(value, value)

    return read


ITEMS: RecordList[Item] = RecordList(
    path=ITEMS_PATH,
    noun="item",
    columns=(
        Column("item", "Item", _get_id),
        Column("name", "Name", attrgetter("name"), is_shown=False),
        Column("sku", "SKU", attrgetter("sku")),
        Column("barcode", "Barcode", attrgetter("barcode")),
        Column("grams", "Weight", attrgetter("grams"), is_amount=True),
        *(Column(name, "", _build_reader(name), is_shown=False) for name in EDITED_FIELDS),
        Column("kept", "How it is kept"),
        Column("shipped", "How it is shipped"),
    ),
    filters=(Filter("text", "Search", hint="Name, SKU, barcode or ID"),),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
    has_shop_filter=False,
)
