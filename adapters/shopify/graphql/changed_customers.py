"""Fetches the customers that changed in a time range."""

from datetime import datetime

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.adapters.shopify.graphql import customer_responses as responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.customer_mapper import map_customer
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shopify_admin import Page


def fetch_changed_customers(
    client: GraphQLClient, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
) -> Page[Customer]:
    query = f"updated_at:>='{since.isoformat()}' updated_at:<'{until.isoformat()}'"
    customers = client.execute(
        access, "changedCustomers", responses.ChangedCustomersResponse, query=query, after=cursor
    ).customers
    return Page(tuple(map(_map_customer, customers.nodes)), customers.page_info.next_cursor)


def _map_customer(node: responses.CustomerWithAddresses) -> Customer:
    # More addresses than the document asks for: none at all, since a part would replace the whole list in the ERP.
    complete = node.addresses_v2.page_info.next_cursor is None
    return map_customer(node, map(normalize_address, node.addresses_v2.nodes) if complete else ())
