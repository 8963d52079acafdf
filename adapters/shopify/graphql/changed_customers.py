"""Fetches the customers that changed in a time range."""

from datetime import datetime

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.adapters.shopify.graphql import customer_responses as responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.customer_mapper import map_customer
from novex_shopify.adapters.shopify.graphql.record_pages import build_page
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shopify_admin import Page


def fetch_changed_customers(
    client: GraphQLClient, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
) -> Page[Customer]:
    query = f"updated_at:>='{since.isoformat()}' updated_at:<'{until.isoformat()}'"
    customers = client.read(
        access, "changedCustomers", responses.ChangedCustomersResponse, query=query, after=cursor
    ).customers
    return build_page(customers, responses.CustomerWithAddresses, _map_customer)


def _map_customer(node: responses.CustomerWithAddresses) -> Customer:
    # More addresses than the document asks for: none at all, since a part would replace the whole list in the ERP.
    addresses = node.addresses_v2
    complete = addresses is not None and addresses.page_info.next_cursor is None
    return map_customer(node, map(normalize_address, addresses.nodes) if addresses and complete else ())
