"""The address of a list: filters, order and position. It can be kept as a bookmark, and sent to others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from novex_shopify.entrypoints.web.console.request import build_query


@dataclass(frozen=True, slots=True)
class ListAddress:
    """`sort` is the name of a column, with `-` before it if the greatest value comes first."""

    path: str
    filters: Mapping[str, str]
    sort: str
    default_sort: str
    after: str = ""
    hidden_text: str = ""
    """What stands for the filter `text` in an address."""

    @property
    def is_filtered(self) -> bool:
        return any(self.filters.values())

    @property
    def used_filters(self) -> Collection[str]:
        """The names of those that are set."""
        return [name for name, value in self.filters.items() if value]

    @property
    def is_first_page(self) -> bool:
        return not self.after

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def first_page_url(self) -> str:
        return self.build_url()

    def build_url(self, path: str = "", **changes: object) -> str:
        """The first page of the list, or another page about the same records."""
        sort = "" if self.sort == self.default_sort else self.sort
        return (path or self.path) + build_query(**{**self.filters, "text": self.hidden_text, "sort": sort, **changes})

    def build_sort_url(self, column: str) -> str:
        """The list in the order of a column; in the opposite order if it already is in it."""
        sort = column if self.sort == f"-{column}" else f"-{column}"
        return self.build_url(sort="" if sort == self.default_sort else sort)
