"""The exam for `BulkOperations`: in memory, and the real adapter against the sandbox."""

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Protocol

import httpx
import pytest

from novex_shopify.adapters.memory.bulk_operations import MemoryBulkOperations
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.adapters.shopify.bulk_operations import GraphQLBulkOperations
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.adapters.shopify.payloads import JsonPayloadReader
from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.domain.errors import BulkFileGone, ShopifyAccessDenied
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.reconciliation import OrderRange, StatedOrder
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from novex_shopify.entrypoints.demo.patience import eventually
from tests.builders import ORDER_ID, SECOND, SHOP, a_customer, a_variant, an_order_body
from tests.sandbox import Sandbox, a_sandbox

LONG_AGO, FAR_OFF = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Candidate(Protocol):
    """The adapter, and what can be done behind it."""

    operations: BulkOperations
    access: ShopAccess

    def lose_the_file(self) -> None:
        """The next file is not there when it is fetched."""
        ...

    def place_order(self) -> int:
        """Have an order; gives its id."""
        ...


class InMemory:
    """The adapter in memory."""

    def __init__(self) -> None:
        self.store = MemoryStore(
            variants=[a_variant(number) for number in (1, 2, 3)],
            customers=[a_customer(id=number) for number in (1, 2, 3)],
            takes_its_time=True,
        )
        self.operations: BulkOperations = MemoryBulkOperations(self.store)
        self.access = ShopAccess(SHOP, self.store.access_token)

    def lose_the_file(self) -> None:
        self.store.at("bulk_file", 1, self.store.files.clear)

    def place_order(self) -> int:
        self.store.stated_orders[ORDER_ID] = JsonPayloadReader().order(an_order_body())
        return ORDER_ID


class OverHttp:
    """The real adapter, and the sandbox on the other side of the wire."""

    def __init__(self, sandbox: Sandbox, http: httpx.Client, shop: str) -> None:
        self.sandbox = sandbox
        client = GraphQLClient(http, StoreAddresses(sandbox=sandbox.address), "2026-10")
        self.operations: BulkOperations = GraphQLBulkOperations(client, http)
        self.access = ShopAccess(ShopDomain(shop), Secret(sandbox.token(shop)))

    def lose_the_file(self) -> None:
        self.sandbox.bulk_goes_wrong(self.access.shop, expired_url=True)

    def place_order(self) -> int:
        order_id: int = self.sandbox.store(self.access.shop).order_of({})["id"]
        return order_id


@pytest.fixture(scope="module")
def sandbox() -> Generator[Sandbox]:
    """One for all."""
    with a_sandbox("exam", "secret-of-the-exam") as sandbox:
        yield sandbox


@pytest.fixture(params=["memory", "http"])
def candidate(request: pytest.FixtureRequest) -> Generator[Candidate]:
    """Every candidate, each time with a store of its own."""
    if request.param == "memory":
        yield InMemory()
        return
    shop = f"bulk-{abs(hash(request.node.name))}.myshopify.com"
    with httpx.Client(timeout=10, trust_env=False) as http:
        yield OverHttp(request.getfixturevalue("sandbox"), http, shop)


def written(candidate: Candidate, kind: ImportKind, orders: OrderRange | None = None) -> BulkOperation:
    """An operation that is done."""
    started = candidate.operations.start(candidate.access, kind, orders)
    assert started.status is BulkStatus.RUNNING

    def done() -> BulkOperation | None:
        operation = candidate.operations.get(candidate.access, started.id)
        return operation if operation and operation.status is not BulkStatus.RUNNING else None

    operation: BulkOperation = eventually(done, 10, "the operation")
    assert operation.id == started.id
    return operation


def records(candidate: Candidate, kind: ImportKind, operation: BulkOperation) -> list[BulkRecord[object]]:
    """What is in its file, all of it sound."""
    with candidate.operations.file(kind, operation) as file:
        found = list(file.lines)
    assert all(isinstance(line, BulkRecord) for line in found), found
    return [line for line in found if isinstance(line, BulkRecord)]


@pytest.mark.parametrize(("kind", "what"), [(ImportKind.CUSTOMERS, Customer), (ImportKind.PRODUCTS, Variant)])
def test_every_record_is_in_the_file_once_and_counted(candidate: Candidate, kind: ImportKind, what: type) -> None:
    operation = written(candidate, kind)
    found = records(candidate, kind, operation)
    assert operation.status is BulkStatus.COMPLETED
    assert len(found) == len({record.id for record in found}) == operation.records > 2
    assert all(isinstance(record.read(), what) for record in found)
    assert [record.line for record in found] == sorted(record.line for record in found)


@pytest.mark.parametrize("created", [True, False])
def test_orders_come_summed_up_from_the_beginning_of_a_range_and_before_its_end(
    candidate: Candidate, *, created: bool
) -> None:
    order_id = candidate.place_order()
    (order,) = orders_in(candidate, OrderRange(LONG_AGO, FAR_OFF, created))
    assert order.id == order_id
    placed = OrderRange(LONG_AGO, FAR_OFF, created).time_of(order)
    assert orders_in(candidate, OrderRange(placed, FAR_OFF, created)) == [order]
    assert orders_in(candidate, OrderRange(placed + SECOND, FAR_OFF, created)) == []
    assert orders_in(candidate, OrderRange(LONG_AGO, placed, created)) == []


def orders_in(candidate: Candidate, orders: OrderRange) -> list[StatedOrder]:
    """What is listed, read."""
    found = records(candidate, ImportKind.ORDERS, written(candidate, ImportKind.ORDERS, orders))
    read = [record.read() for record in found]
    assert [record.id for record in found] == [order.id for order in read if isinstance(order, StatedOrder)]
    return [order for order in read if isinstance(order, StatedOrder)]


def test_a_record_that_is_the_same_has_the_same_digest(candidate: Candidate) -> None:
    first, second = (
        {record.id: record.digest for record in records(candidate, kind, written(candidate, kind))}
        for kind in (ImportKind.CUSTOMERS, ImportKind.CUSTOMERS)
    )
    assert first == second
    assert len(set(first.values())) == len(first)


def test_a_file_that_is_the_same_has_the_same_digest(candidate: Candidate) -> None:
    digests = []
    for _ in range(2):
        with candidate.operations.file(ImportKind.PRODUCTS, written(candidate, ImportKind.PRODUCTS)) as file:
            digests.append(file.digest)
    with candidate.operations.file(ImportKind.CUSTOMERS, written(candidate, ImportKind.CUSTOMERS)) as other:
        assert digests[0] == digests[1] != other.digest


def test_a_file_that_is_gone_is_told(candidate: Candidate) -> None:
    candidate.lose_the_file()
    operation = written(candidate, ImportKind.CUSTOMERS)
    with pytest.raises(BulkFileGone), candidate.operations.file(ImportKind.CUSTOMERS, operation) as file:
        list(file.lines)


def test_an_operation_that_shopify_does_not_know_is_none(candidate: Candidate) -> None:
    assert candidate.operations.get(candidate.access, "gid://shopify/BulkOperation/1") is None


def test_a_bad_token_is_refused(candidate: Candidate) -> None:
    access = ShopAccess(candidate.access.shop, Secret("shpat_made_up"))
    with pytest.raises(ShopifyAccessDenied):
        candidate.operations.start(access, ImportKind.CUSTOMERS)
    with pytest.raises(ShopifyAccessDenied):
        candidate.operations.get(access, "gid://shopify/BulkOperation/1")
