"""The list of variants of a store: its columns and filters. What most orders wait for comes first."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.product import MappingCursor, MappingFilter, MappingStatus
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.products.list_variants import ListedVariant
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_ALL = "all"


def find_shop(tx: Transaction, domain: str) -> ShopDomain:
    """The store of the list: one that was chosen, or the first one; empty if there is none."""
    return ShopDomain(domain or next((shop.domain for shop in tx.shops.list_all()), ""))


def parse_cursor(text: str) -> MappingCursor | None:
    waiting_orders, _, variant_id = text.partition("-")
    after_orders, after_variant = parse_id(waiting_orders), parse_id(variant_id)
    if after_orders is None or after_variant is None:
        return None
    return MappingCursor(after_orders, after_variant)


def _read_filter(query: Query) -> MappingFilter:
    status = query.get("status") or MappingStatus.UNMAPPED
    return MappingFilter(None if status == _ALL else MappingStatus(status), query.get("text") or None)


def _read_shop(request: ConsoleRequest, query: Query) -> ShopDomain:
    with request.container.read_transaction() as tx:
        return find_shop(tx, query.get("shop"))


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedVariant]:
    cursor, list_variants = parse_cursor(query.address.after), request.container.list_variants()
    return list_variants(_read_shop(request, query), _read_filter(query), query.limit, cursor)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_variants().count(_read_shop(request, query), _read_filter(query), query.limit)


def _get_position(row: ListedVariant, _address: ListAddress) -> str:
    return f"{row.cursor.waiting_orders}-{row.cursor.variant_id}"


VARIANTS: RecordList[ListedVariant] = RecordList(
    path="/console/products",
    noun="variant",
    columns=(
        Column("variant", "", attrgetter("mapping.variant.variant_id"), is_shown=False),
        Column("product", "", attrgetter("mapping.variant.product_id"), is_shown=False),
        Column("title", "Product", attrgetter("mapping.variant.title")),
        Column("sku", "", attrgetter("mapping.variant.sku"), is_shown=False),
        Column("barcode", "", attrgetter("mapping.variant.barcode"), is_shown=False),
        Column("status", "Mapping", attrgetter("mapping.status")),
        Column("item", "", attrgetter("mapping.item_id"), is_shown=False),
        Column("pieces", "", lambda row: row.mapping.pieces if row.mapping.item_id else None, is_shown=False),
        Column("matched_by", "", attrgetter("mapping.matched_by"), is_shown=False),
        Column("reason", "", attrgetter("mapping.reason"), is_shown=False),
        Column("waiting_orders", "", attrgetter("waiting_orders"), is_shown=False),
        Column("suggestion", "Suggestion"),
    ),
    filters=(
        Filter("text", "Search", hint="Title, SKU, barcode or ID"),
        Filter(
            "status",
            "Status",
            [
                ("", format_label(MappingStatus.UNMAPPED)),
                *((str(status), format_label(status)) for status in (MappingStatus.MAPPED, MappingStatus.IGNORED)),
                (_ALL, "All"),
            ],
        ),
    ),
    default_sort="",
    fetch=_fetch,
    count=_count,
    get_position=_get_position,
    get_id=attrgetter("mapping.variant.variant_id"),
)
"""Its file has the columns of `policies/mapping_file.py`, so that it can be changed and imported."""
