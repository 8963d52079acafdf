"""Customers that changed lately, read by GraphQL."""

from datetime import datetime

from novex_shopify.adapters.shopify import bulk_records
from novex_shopify.adapters.shopify.answers import Connection, Struct
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shopify_admin import Page


class _Customer(bulk_records.Customer, kw_only=True):
    addresses_v2: Connection[Address]


class _Customers(Struct):
    customers: Connection[_Customer]


def read(
    client: GraphQLClient, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
) -> Page[Customer]:
    """A page, the earliest first. Who has more addresses than the document asks for is told without any."""
    query = f"updated_at:>='{since.isoformat()}' updated_at:<'{until.isoformat()}'"
    customers = client.execute(access, "changedCustomers", _Customers, query=query, after=cursor).customers
    return Page(tuple(map(_customer, customers.nodes)), customers.page_info.next_cursor)


def _customer(node: _Customer) -> Customer:
    listed = node.addresses_v2
    whole = listed.page_info.next_cursor is None
    return bulk_records.customer_of(node, map(bulk_records.told_address, listed.nodes) if whole else ())
