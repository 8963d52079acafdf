"""A customer is equal in the domain, whether read page by page or from a bulk file."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from novex_shopify.adapters.shopify.bulk.bulk_operations import GraphQLBulkOperations
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.shopify_admin import GraphQLShopifyAdmin
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from tests.polling import wait_until
from tests.sandbox import Sandbox, run_sandbox

LONG_AGO, FAR_FUTURE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MANY_ADDRESSES = 12


@pytest.fixture
def sandbox() -> Generator[Sandbox]:
    with run_sandbox("client-id", "client-secret", bulk_operation_duration=0) as sandbox:
        yield sandbox


def fetch_changed_customers(
    sandbox: Sandbox, access: ShopAccess, since: datetime, until: datetime
) -> dict[int, Customer]:
    found, cursor = list[Customer](), None
    with httpx.Client(timeout=10) as http:
        admin = GraphQLShopifyAdmin(GraphQLClient(http, ShopEndpoints(sandbox_url=sandbox.url), "2026-10"))
        while True:
            page = admin.fetch_changed_customers(access, since, until, cursor)
            found += page.records
            cursor = page.next_cursor
            if cursor is None:
                break
    times = [each.updated_at for each in found if each.updated_at]
    assert times == sorted(times)
    return {each.id: each for each in found}


def fetch_customers_from_file(sandbox: Sandbox, access: ShopAccess) -> dict[int, Customer]:
    with httpx.Client(timeout=10) as http:
        client = GraphQLClient(http, ShopEndpoints(sandbox_url=sandbox.url), "2026-10")
        operations = GraphQLBulkOperations(client, http)
        started = operations.start(access, ImportKind.CUSTOMERS)

        def get_if_completed() -> BulkOperation | None:
            operation = operations.get(access, started.id)
            return operation if operation and operation.status is BulkStatus.COMPLETED else None

        with operations.open_file(ImportKind.CUSTOMERS, wait_until(get_if_completed, 10, "the file")) as file:
            return {line.id: line.read() for line in file.lines if isinstance(line, BulkRecord)}


def sort_addresses(customers: Mapping[int, Customer]) -> dict[int, Customer]:
    """The lines of a file, and so a customer's addresses, have no order."""
    return {each.id: replace(each, addresses=tuple(sorted(each.addresses, key=str))) for each in customers.values()}


def test_both_ways_return_the_same_customers(sandbox: Sandbox) -> None:
    access = create_access(sandbox, "same.myshopify.com")
    by_file = fetch_customers_from_file(sandbox, access)
    assert len(by_file) > 20
    assert sort_addresses(fetch_changed_customers(sandbox, access, LONG_AGO, FAR_FUTURE)) == sort_addresses(by_file)


def test_only_changes_in_the_time_range_are_returned(sandbox: Sandbox) -> None:
    access = create_access(sandbox, "changed.myshopify.com")
    customer_id = min(fetch_customers_from_file(sandbox, access))
    before = datetime.now(UTC).replace(microsecond=0)
    sandbox.update_customer(access.shop, customer_id, first_name="Augusta")
    (customer,) = fetch_changed_customers(sandbox, access, before, before + DAY).values()
    assert (customer.id, customer.first_name) == (customer_id, "Augusta")


def test_a_customer_with_too_many_addresses_is_returned_without_any(sandbox: Sandbox) -> None:
    access = create_access(sandbox, "addresses.myshopify.com")
    known = fetch_customers_from_file(sandbox, access).keys()
    sandbox.add_customers(access.shop, 1, MANY_ADDRESSES)
    customers = fetch_changed_customers(sandbox, access, LONG_AGO, FAR_FUTURE)
    (new,) = customers.keys() - known
    assert customers[new].addresses == ()


def create_access(sandbox: Sandbox, shop: str) -> ShopAccess:
    return ShopAccess(ShopDomain(shop), Secret(sandbox.create_token(shop)))
