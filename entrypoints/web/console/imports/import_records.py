"""The list of imports: its columns, filters and orders."""

from collections.abc import Sequence
from operator import attrgetter

from novex_shopify.domain.model.import_run import ImportFilter, ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.labels import build_status_options
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def _read_filter(query: Query) -> ImportFilter:
    shop, kind, status = query.get("shop"), query.get("type"), query.get("status")
    return ImportFilter(
        ShopDomain(shop) if shop else None,
        ImportKind(kind) if kind else None,
        ImportStatus(status) if status else None,
    )


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ImportRun]:
    position = parse_id(query.address.after)
    with request.container.read_transaction() as tx:
        list_runs = tx.imports.list_latest if query.address.is_descending else tx.imports.list_oldest
        return list_runs(query.limit, _read_filter(query), position)


def _count(request: ConsoleRequest, query: Query) -> int:
    with request.container.read_transaction() as tx:
        return tx.imports.count(query.limit, _read_filter(query))


def _get_id(run: ImportRun, _address: ListAddress | None = None) -> int:
    return run.id


IMPORTS: RecordList[ImportRun] = RecordList(
    path="/console/imports",
    noun="import",
    columns=(
        Column("type", "Type", lambda run: str(run.kind)),
        Column("store", "Store", attrgetter("shop_domain")),
        Column("started", "Started", attrgetter("created_at"), is_sortable=True),
        Column("finished", "", attrgetter("finished_at"), is_shown=False),
        Column("status", "Status", attrgetter("status")),
        Column("read", "Read", attrgetter("progress.read"), is_amount=True),
        Column("changed", "Changed", attrgetter("progress.written"), is_amount=True),
        Column("rejected", "Rejected", attrgetter("progress.refused"), is_amount=True),
        Column("error", "", attrgetter("error"), is_shown=False),
    ),
    filters=(
        Filter("type", "Records", [("", "All"), *((str(kind), kind.capitalize()) for kind in ImportKind)]),
        Filter("status", "Status", build_status_options(ImportStatus)),
    ),
    default_sort="-started",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
)
