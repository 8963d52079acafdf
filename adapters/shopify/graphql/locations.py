"""Fetches the locations of a shop."""

from collections.abc import Sequence

from novex_shopify.adapters.shopify.field_types import Gid
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.paging import fetch_pages
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.domain.model import location as domain
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain


class Location(GraphQLStruct):
    id: Gid
    name: str
    is_active: bool
    is_fulfillment_service: bool
    fulfills_online_orders: bool


class LocationsResponse(GraphQLStruct):
    """`locations`."""

    locations: Connection[Location]


def fetch_locations(client: GraphQLClient, access: ShopAccess) -> Sequence[domain.Location]:
    def fetch_page(cursor: str | None) -> Connection[Location]:
        return client.execute(access, "locations", LocationsResponse, after=cursor).locations

    pages = fetch_pages(fetch_page, lambda page: page)
    return [_map_location(access.shop, node) for page in pages for node in page.nodes]


def _map_location(shop: ShopDomain, node: Location) -> domain.Location:
    return domain.Location(
        shop,
        parse_gid(node.id),
        node.name,
        is_active=node.is_active,
        is_fulfillment_service=node.is_fulfillment_service,
        ships_online_orders=node.fulfills_online_orders,
    )
