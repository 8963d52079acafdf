"""Reading a connection page by page."""

from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, PageInfo


def test_each_page_begins_after_the_end_of_the_one_before() -> None:
    pages = {
        None: Connection([1, 2], PageInfo(has_next_page=True, end_cursor="after-2")),
        "after-2": Connection([3], PageInfo(has_next_page=True, end_cursor="after-3")),
        "after-3": Connection([4], PageInfo(end_cursor="after-4")),
    }
    assert [page.nodes for page in fetch_pages(pages.__getitem__, lambda page: page)] == [[1, 2], [3], [4]]


def test_a_connection_without_nodes_is_one_page() -> None:
    empty: Connection[int] = Connection([])
    assert list(fetch_pages(lambda _: empty, lambda page: page)) == [empty]
