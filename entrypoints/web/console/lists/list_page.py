"""One page of a list, and all of it as a CSV file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Generic

from starlette.responses import Response

from novex_shopify.domain.policies.csv_cells import to_cell
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.formatting import format_number
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import (
    MAX_COUNT,
    PAGE_SIZE,
    Column,
    Query,
    Record,
    RecordList,
)
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_CSV_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Record]):
    """What the macros of a list show (components.html)."""

    definition: RecordList[Record]
    address: ListAddress
    records: Sequence[Record]
    count: int
    next_url: str
    csrf_token: str

    @property
    def count_text(self) -> str:
        return f"{format_number(MAX_COUNT)}+" if self.count > MAX_COUNT else format_number(self.count)

    @property
    def csv_url(self) -> str:
        return self.address.build_url(format="csv")

    @property
    def columns(self) -> Sequence[Column[Record]]:
        return [column for column in self.definition.columns if column.is_shown]


def load_page(request: ConsoleRequest, definition: RecordList[Record]) -> ListPage[Record]:
    address = definition.read_address(request)
    query = Query(address, PAGE_SIZE + 1, request.container.clock().now())
    records = definition.fetch(request, query)
    has_more = len(records) > PAGE_SIZE
    is_whole = address.is_first_page and not has_more
    count = len(records) if is_whole else definition.count(request, replace(query, limit=MAX_COUNT + 1))
    position = definition.get_position(records[PAGE_SIZE - 1], address) if has_more else ""
    return ListPage(
        definition,
        address,
        records[:PAGE_SIZE],
        count,
        address.build_url(after=position) if has_more else "",
        request.csrf_token,
    )


def wants_csv(request: ConsoleRequest) -> bool:
    return request.get_query_param("format") == "csv"


def send_list(request: ConsoleRequest, definition: RecordList[Record]) -> Response:
    """All records that match, not only a page, as a CSV file."""
    columns = [column for column in definition.columns if column.value]
    rows = ([_to_text(column, record) for column in columns] for record in _iterate(request, definition))
    return send_csv(f"{definition.noun.replace(' ', '-')}s.csv", [column.name for column in columns], rows)


def _iterate(request: ConsoleRequest, definition: RecordList[Record]) -> Iterator[Record]:
    """In parts, each with a transaction of its own: a long one would keep the database from cleaning up."""
    address = replace(definition.read_address(request), after="")
    now = request.container.clock().now()
    while True:
        records = definition.fetch(request, Query(address, _CSV_PAGE_SIZE, now))
        yield from records
        if len(records) < _CSV_PAGE_SIZE:
            return
        address = replace(address, after=str(definition.get_position(records[-1], address)))


def _to_text(column: Column[Record], record: Record) -> str:
    value = column.value(record) if column.value else None
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return to_cell(format_label(value) if isinstance(value, StrEnum) else str(value))
