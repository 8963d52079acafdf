"""Customers that changed lately, read by GraphQL."""

from datetime import datetime

from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shopify_admin import Page


class _Customer(record_mapper.Customer, kw_only=True):
    addresses_v2: Connection[Address]


class _ChangedCustomersResponse(GraphQLStruct):
    customers: Connection[_Customer]


def fetch_changed_customers(
    client: GraphQLClient, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
) -> Page[Customer]:
    """A page, the earliest first. Who has more addresses than the document asks for is told without any."""
    query = f"updated_at:>='{since.isoformat()}' updated_at:<'{until.isoformat()}'"
    customers = client.execute(
        access, "changedCustomers", _ChangedCustomersResponse, query=query, after=cursor
    ).customers
    return Page(tuple(map(_map_customer, customers.nodes)), customers.page_info.next_cursor)


def _map_customer(node: _Customer) -> Customer:
    addresses = node.addresses_v2
    complete = addresses.page_info.next_cursor is None
    return record_mapper.map_customer(node, map(record_mapper.normalize_address, addresses.nodes) if complete else ())
