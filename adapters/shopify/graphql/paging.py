"""Reads a connection page by page."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from novex_shopify.adapters.shopify.graphql.responses import Connection

Response = TypeVar("Response")


def fetch_pages(
    fetch_page: Callable[[str | None], Response], get_connection: Callable[[Response], Connection[Any]]
) -> Iterator[Response]:
    """Yield each response of `fetch_page`, which gets the cursor that the page begins after; None for the first."""
    cursor = None
    while True:
        response = fetch_page(cursor)
        yield response
        cursor = get_connection(response).page_info.next_cursor
        if cursor is None:
            return
