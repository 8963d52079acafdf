"""Fetches returns with all their line items."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from novex_shopify.adapters.shopify.gid import build_gid
from novex_shopify.adapters.shopify.graphql import return_responses as responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, Reference
from novex_shopify.adapters.shopify.graphql.return_mapper import map_return
from novex_shopify.domain.errors import NotFound, ScopeNotGranted, ShopifyRefused
from novex_shopify.domain.model.optional_scopes import READ_RETURNS
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.shop import ShopAccess

LIST_SIZE = 50
"""As many exchange lines and refunds of a return as the document asks for."""


def fetch_return(client: GraphQLClient, access: ShopAccess, return_id: int, read_at: datetime) -> Return:
    # Shopify answers with null instead of an error if the scope is missing.
    if not access.grants(READ_RETURNS):
        raise ScopeNotGranted(access.shop, READ_RETURNS)
    return _fetch_return(client, access, build_gid("Return", return_id), read_at)


def fetch_order_returns(
    client: GraphQLClient, access: ShopAccess, order_id: int, read_at: datetime
) -> Iterator[Return]:
    """The returns of an order; none if the store does not grant the scope."""
    if not access.grants(READ_RETURNS):
        return

    def fetch_page(cursor: str | None) -> Connection[Reference]:
        gid = build_gid("Order", order_id)
        order = client.read(access, "orderReturns", responses.OrderReturnsResponse, id=gid, after=cursor).order
        return order.returns if order else Connection([])

    for page in fetch_pages(fetch_page, lambda page: page):
        yield from (_fetch_return(client, access, each.id, read_at) for each in page.nodes)


def _fetch_return(client: GraphQLClient, access: ShopAccess, gid: str, read_at: datetime) -> Return:
    def fetch_page(cursor: str | None) -> responses.Return:
        found = client.read(access, "return", responses.ReturnResponse, id=gid, after=cursor).found
        if found is None:
            raise NotFound(f"{access.shop} has no return {gid.rpartition('/')[2]}.")
        return found

    pages = list(fetch_pages(fetch_page, lambda page: page.return_line_items))
    _check_lists(pages)
    return map_return(pages, read_at)


def _check_lists(pages: Sequence[responses.Return]) -> None:
    found = pages[0]
    if found.exchange_line_items.page_info.next_cursor or found.refunds.page_info.next_cursor:
        raise ShopifyRefused("return", [f"{found.name} has more than {LIST_SIZE} exchange items or refunds."])
