"""What a list of the console is: its columns, its filters, its orders, and how its records are read.

The page, its paging, its sorting and its CSV file follow from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

Record = TypeVar("Record")

PAGE_SIZE = 50
MAX_COUNT = 10_000
"""Counting stops here, so that a page of a large table stays fast."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """`value` is what a CSV file has of a record; None leaves the column out of it."""

    name: str
    label: str
    value: Callable[[Record], object] | None = None
    is_sortable: bool = False
    is_amount: bool = False
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of values with their labels; else a day, or a text, whose `hint` says what it is searched for in.

    `is_more`: it is behind *More filters*. `is_hidden`: something else of the page sets it, such as the tabs.
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    is_day: bool = False
    is_more: bool = False
    is_hidden: bool = False

    def parse(self, value: str) -> str:
        """The value; empty if it is none of the choices."""
        return value if not self.choices or value in dict(self.choices) else ""


@dataclass(frozen=True, slots=True)
class Query:
    """What of a list is wanted: `limit` records after the position `after`, which is empty for the first page."""

    address: ListAddress
    limit: int
    now: datetime

    def get(self, name: str) -> str:
        """The value of a filter; empty if it is not set."""
        return self.address.filters.get(name, "")


@dataclass(frozen=True, slots=True)
class RecordList(Generic[Record]):
    """`fetch` returns the records of a query in its order, `get_position` where a record is in that order.

    Each order must be an index of the table, and a position its key, so that page 1,000 is as fast as page 1.
    `get_id` names a row of the page, and `get_value`, if it differs, is what a form sends of a chosen record.
    `count` counts at most `limit` records. `default_sort` begins with `-` if the greatest value comes first.
    """

    path: str
    noun: str
    columns: Sequence[Column[Record]]
    filters: Sequence[Filter]
    default_sort: str
    fetch: Callable[[ConsoleRequest, Query], Sequence[Record]]
    count: Callable[[ConsoleRequest, Query], int]
    get_position: Callable[[Record, ListAddress], object]
    get_id: Callable[[Record], object]
    get_value: Callable[[Record], object] | None = None
    has_shop_filter: bool = True

    @property
    def sorts(self) -> frozenset[str]:
        names = [column.name for column in self.columns if column.is_sortable]
        return frozenset([*names, *(f"-{name}" for name in names)])

    def read_address(self, request: ConsoleRequest, read: Callable[[str], str] | None = None) -> ListAddress:
        """What an address or a form says, or what `read` returns for a name; choices and orders that the list does not
        have are left out.
        """
        read = read or request.read_param
        chosen = {each.name: each.parse(read(each.name)) for each in self.filters}
        if "text" in chosen:
            chosen["text"] = request.restrict_text(chosen["text"])
        shop = {"shop": read("shop")} if self.has_shop_filter else {}
        sort = read("sort")
        known_sort = sort if sort in self.sorts else self.default_sort
        hidden_text = request.hide_text(chosen.get("text", ""))
        return ListAddress(self.path, {**shop, **chosen}, known_sort, self.default_sort, read("after"), hidden_text)
