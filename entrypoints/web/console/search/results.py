"""What the search page and the command palette show: pages and records, each with its address."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote

from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.search_terms import split_terms
from novex_shopify.domain.use_cases.search.found_record import FoundRecord
from novex_shopify.domain.use_cases.search.search_records import ALL_KINDS
from novex_shopify.entrypoints.web.console.formatting import format_money
from novex_shopify.entrypoints.web.console.frame import Frame
from novex_shopify.entrypoints.web.console.items.item_pages import build_item_url
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.stock.days import format_day

KIND_LABELS = {
    RecordKind.ORDER: "Orders",
    RecordKind.CUSTOMER: "Customers",
    RecordKind.PRODUCT: "Products",
    RecordKind.ITEM: "Items",
    RecordKind.LOT: "Lots",
    RecordKind.PARCEL: "Parcels",
    RecordKind.INVOICE: "Invoices and credit notes",
}
PAGES_LABEL = "Pages and actions"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One line; `detail` is what distinguishes it from others."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ResultGroup:
    label: str
    results: Sequence[SearchResult]
    kind: RecordKind | None = None


def find_groups(
    request: ConsoleRequest, text: str, limit: int, kinds: Collection[RecordKind] = ALL_KINDS
) -> Sequence[ResultGroup]:
    """The groups with results: that of the best match first. Pages come first if nothing else is exact."""
    shop = request.get_query_param("shop")
    found = request.container.search_records()(
        text,
        shop=parse_shop_domain(shop) if shop else None,
        kinds=kinds,
        personal=request.may_find_people,
        limit=limit,
    )
    by_kind: dict[RecordKind, list[FoundRecord]] = {}
    for record in found:
        by_kind.setdefault(record.key.kind, []).append(record)
    return [ResultGroup(KIND_LABELS[kind], list(map(show_record, some)), kind) for kind, some in by_kind.items()]


def find_pages(request: ConsoleRequest, text: str) -> ResultGroup:
    """The pages and actions that the user may open, whose labels have all words of the text."""
    frame = Frame(request)
    pages = [
        SearchResult(entry.label, entry.build_url(frame.shop), group)
        for group, entries in frame.groups
        for entry in entries
    ]
    actions = [SearchResult(action.label, action.path, "Action") for action in frame.actions]
    return ResultGroup(PAGES_LABEL, [each for each in chain(pages, actions) if _has_words(each, text)])


def _has_words(result: SearchResult, text: str) -> bool:
    words = split_terms(result.title, result.detail)
    return all(any(each.startswith(word) for each in words) for word in split_terms(text)) and _is_text(text)


def _is_text(text: str) -> bool:
    return not text or bool(split_terms(text))


def show_record(record: FoundRecord) -> SearchResult:
    contact = record.contact.name or record.contact.email
    amount = format_money(record.amount) if record.amount else None
    day = format_day(record.day) if record.day else None
    shop = record.key.shop.removesuffix(".myshopify.com") if record.key.shop else None
    facts: Iterable[str | None] = (*record.notes, contact if contact != record.title else None, amount, day, shop)
    return SearchResult(record.title, build_record_url(record), " · ".join(filter(None, facts)))


def build_record_url(record: FoundRecord) -> str:
    """The page of the record, or of the order that it belongs to."""
    name, shop = quote(record.key.id, safe=""), quote(record.key.shop or "", safe="")
    urls: Mapping[RecordKind, str] = {
        RecordKind.ORDER: f"/console/orders/{shop}/{name}",
        RecordKind.CUSTOMER: f"/console/customers/{name}",
        RecordKind.PRODUCT: f"/console/products/{shop}/{name}",
        RecordKind.ITEM: build_item_url(record.key.id),
        RecordKind.LOT: f"/console/lots/{name}",
        RecordKind.PARCEL: _build_parcel_url(record),
        RecordKind.INVOICE: f"/console/invoices/{name}",
    }
    return urls[record.key.kind]


def _build_parcel_url(record: FoundRecord) -> str:
    if record.order is None:
        return "/console/shipments" + build_query(text=record.key.id)
    shop, order_id = record.order
    return f"/console/orders/{quote(shop, safe='')}/{order_id}"
