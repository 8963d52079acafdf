"""The contract of `BulkOperations`: in memory, and the real adapter against the sandbox."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import httpx
import pytest

from novex_shopify.adapters.memory.shopify.bulk_operations import MemoryBulkOperations
from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES, FakeShop
from novex_shopify.adapters.shopify.bulk.bulk_operations import GraphQLBulkOperations
from novex_shopify.adapters.shopify.endpoints import ShopEndpoints
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.shopify_admin import GraphQLShopifyAdmin
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import BulkFileExpired, ShopifyAccessDenied
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopAccess, ShopDomain
from novex_shopify.domain.policies.allocation import allocate
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from tests.builders import ORDER_ID, SECOND, SHOP, a_customer, a_return, a_variant, an_order_body
from tests.contracts.shopify_candidates import CLIENT_ID, CLIENT_SECRET
from tests.polling import wait_until
from tests.sandbox import Sandbox, build_shop_domain, run_sandbox

LONG_AGO, FAR_FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Candidate(Protocol):
    """The adapter, and what can happen in the shop behind it."""

    operations: BulkOperations
    access: ShopAccess

    def remove_next_file(self) -> None:
        """Delete the next file before it is downloaded."""
        ...

    def place_order(self) -> int:
        """Place an order; returns its id."""
        ...

    def place_returned_order(self) -> None:
        """Place an order of two units, one of which is returned."""
        ...


class InMemoryCandidate:
    """The adapter in memory."""

    def __init__(self) -> None:
        self.shop = FakeShop(
            variants=[a_variant(number) for number in (1, 2, 3)],
            customers=[a_customer(id=number) for number in (1, 2, 3)],
            delays_bulk_operations=True,
        )
        self.operations: BulkOperations = MemoryBulkOperations(self.shop)
        self.access = ShopAccess(SHOP, self.shop.access_token, ALL_SCOPES)

    def remove_next_file(self) -> None:
        self.shop.run_on_call("bulk_file", 1, self.shop.bulk_files.clear)

    def place_order(self) -> int:
        self.shop.orders[ORDER_ID] = JsonPayloadReader().parse_order(an_order_body())
        return ORDER_ID

    def place_returned_order(self) -> None:
        order = JsonPayloadReader().parse_order(an_order_body())
        self.shop.orders[ORDER_ID] = replace(order, returns=(a_return(status="open"),))


class HttpCandidate:
    """The real adapter, connected to the sandbox."""

    def __init__(self, sandbox: Sandbox, http: httpx.Client, shop: ShopDomain) -> None:
        self.sandbox = sandbox
        client = GraphQLClient(http, ShopEndpoints(sandbox_url=sandbox.url), "2026-10")
        self.operations: BulkOperations = GraphQLBulkOperations(client, http)
        self.admin = GraphQLShopifyAdmin(client)
        self.access = ShopAccess(shop, Secret(sandbox.create_token(shop)), ALL_SCOPES)

    def remove_next_file(self) -> None:
        self.sandbox.fail_next_bulk_operation(self.access.shop, expired_url=True)

    def place_order(self) -> int:
        order_id: int = self.sandbox.get_shop(self.access.shop).place_custom_order({})["id"]
        return order_id

    def place_returned_order(self) -> None:
        shop = self.sandbox.get_shop(self.access.shop)
        number: int = shop.place_order(shop.list_unique_skus()[0])["id"]
        (waiting,) = self.admin.fetch_order_fulfillments(self.access, number).fulfillment_orders
        line_id = waiting.lines[0].line_item_id
        shipment = Shipment("SHIP-1", "1", (ShipmentLine(line_id, 2),))
        self.admin.create_fulfillment(self.access, allocate(shipment, [waiting]).requests[0])
        shop.create_return(number, {"lines": [{"line_item_id": line_id}]})


@pytest.fixture(scope="module")
def sandbox() -> Generator[Sandbox]:
    """A sandbox for all tests of the module."""
    with run_sandbox(CLIENT_ID, CLIENT_SECRET.value) as sandbox:
        yield sandbox


@pytest.fixture(params=["memory", "http"])
def candidate(request: pytest.FixtureRequest) -> Generator[Candidate]:
    """Each candidate, with a shop of its own for each test."""
    if request.param == "memory":
        yield InMemoryCandidate()
        return
    shop = build_shop_domain(request.node.name)
    with httpx.Client(timeout=10, trust_env=False) as http:
        yield HttpCandidate(request.getfixturevalue("sandbox"), http, shop)


def run_operation(candidate: Candidate, kind: ImportKind, orders: OrderRange | None = None) -> BulkOperation:
    """Run an operation to its end."""
    started = candidate.operations.start(candidate.access, kind, orders)
    assert started.status is BulkStatus.RUNNING

    def get_if_completed() -> BulkOperation | None:
        operation = candidate.operations.get(candidate.access, started.id)
        return operation if operation and operation.status is not BulkStatus.RUNNING else None

    operation: BulkOperation = wait_until(get_if_completed, 10, "the operation")
    assert operation.id == started.id
    return operation


def read_records(candidate: Candidate, kind: ImportKind, operation: BulkOperation) -> list[BulkRecord[object]]:
    """The records of its file, in which every line can be read."""
    with candidate.operations.open_file(kind, operation) as file:
        found = list(file.lines)
    assert all(isinstance(line, BulkRecord) for line in found), found
    return [line for line in found if isinstance(line, BulkRecord)]


@pytest.mark.parametrize(("kind", "what"), [(ImportKind.CUSTOMERS, Customer), (ImportKind.PRODUCTS, Variant)])
def test_every_record_is_in_the_file_once_and_counted(candidate: Candidate, kind: ImportKind, what: type) -> None:
    operation = run_operation(candidate, kind)
    found = read_records(candidate, kind, operation)
    assert operation.status is BulkStatus.COMPLETED
    assert len(found) == len({record.id for record in found}) == operation.record_count > 2
    assert all(isinstance(record.read(), what) for record in found)
    assert [record.line for record in found] == sorted(record.line for record in found)


@pytest.mark.parametrize("created", [True, False])
def test_a_range_of_orders_includes_its_start_and_excludes_its_end(candidate: Candidate, *, created: bool) -> None:
    order_id = candidate.place_order()
    (order,) = list_orders(candidate, OrderRange(LONG_AGO, FAR_FUTURE, created))
    assert order.id == order_id
    placed = OrderRange(LONG_AGO, FAR_FUTURE, created).timestamp_of(order)
    assert list_orders(candidate, OrderRange(placed, FAR_FUTURE, created)) == [order]
    assert list_orders(candidate, OrderRange(placed + SECOND, FAR_FUTURE, created)) == []
    assert list_orders(candidate, OrderRange(LONG_AGO, placed, created)) == []


def test_orders_are_listed_with_their_returns_if_the_scope_is_granted(candidate: Candidate) -> None:
    candidate.place_returned_order()
    every_order = OrderRange(LONG_AGO, FAR_FUTURE)
    (order,) = list_orders(candidate, every_order)
    assert order.returns is not None
    assert [(each.status, each.quantity) for each in order.returns] == [("open", 1)]
    candidate.access = replace(candidate.access, scopes=Scopes(ALL_SCOPES.handles - {"read_returns"}))
    (order,) = list_orders(candidate, every_order)
    assert order.returns is None


def list_orders(candidate: Candidate, orders: OrderRange) -> list[OrderSummary]:
    """The summaries of a range."""
    found = read_records(candidate, ImportKind.ORDERS, run_operation(candidate, ImportKind.ORDERS, orders))
    read = [record.read() for record in found]
    assert [record.id for record in found] == [order.id for order in read if isinstance(order, OrderSummary)]
    return [order for order in read if isinstance(order, OrderSummary)]


def test_an_equal_record_has_an_equal_digest(candidate: Candidate) -> None:
    first, second = (
        {record.id: record.digest for record in read_records(candidate, kind, run_operation(candidate, kind))}
        for kind in (ImportKind.CUSTOMERS, ImportKind.CUSTOMERS)
    )
    assert first == second
    assert len(set(first.values())) == len(first)


def test_an_equal_file_has_an_equal_digest(candidate: Candidate) -> None:
    digests = []
    for _ in range(2):
        with candidate.operations.open_file(ImportKind.PRODUCTS, run_operation(candidate, ImportKind.PRODUCTS)) as file:
            digests.append(file.digest)
    with candidate.operations.open_file(ImportKind.CUSTOMERS, run_operation(candidate, ImportKind.CUSTOMERS)) as other:
        assert digests[0] == digests[1] != other.digest


def test_an_expired_file_is_reported(candidate: Candidate) -> None:
    candidate.remove_next_file()
    operation = run_operation(candidate, ImportKind.CUSTOMERS)
    with pytest.raises(BulkFileExpired), candidate.operations.open_file(ImportKind.CUSTOMERS, operation) as file:
        list(file.lines)


def test_an_operation_that_shopify_does_not_know_is_none(candidate: Candidate) -> None:
    assert candidate.operations.get(candidate.access, "gid://shopify/BulkOperation/1") is None


def test_a_bad_token_is_refused(candidate: Candidate) -> None:
    access = ShopAccess(candidate.access.shop, Secret("shpat_made_up"))
    with pytest.raises(ShopifyAccessDenied):
        candidate.operations.start(access, ImportKind.CUSTOMERS)
    with pytest.raises(ShopifyAccessDenied):
        candidate.operations.get(access, "gid://shopify/BulkOperation/1")
