"""Imports over HTTP from a store with damaged files and failing bulk operations."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from novex_shopify import Item
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.import_progress import keep_renewing_claims
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import SECRET
from tests.sandbox import Sandbox, build_shop_domain, run_sandbox

CUSTOMERS = 40


@pytest.fixture(scope="module")
def sandbox() -> Generator[Sandbox]:
    """One sandbox for all tests; its files are written at once."""
    with run_sandbox("app", SECRET.value, bulk_operation_duration=0) as sandbox:
        yield sandbox


class ConnectedShop:
    """A connected store with many customers, and the product in this process."""

    def __init__(self, sandbox: Sandbox, domain: ShopDomain) -> None:
        self.domain = domain
        self.sandbox = sandbox
        self.connector = Connector.from_env()
        self.connector.put_items([Item("ITEM", "Tea", sku="TEA-EARL-100")])
        self.connector.connect_shop(self.domain, access_token=sandbox.create_token(self.domain))
        self.run_imports()
        sandbox.add_customers(self.domain, CUSTOMERS, addresses=2)
        self.customer_count = sandbox.get_shop(self.domain).count_customers()

    def import_records(self, kind: ImportKind = ImportKind.CUSTOMERS) -> ImportRun:
        """Run an import to its end, without waiting for retries."""
        run = self.connector.container.run_import().start(self.domain, kind)
        self.run_imports()
        with self.connector.transaction() as tx:
            finished = tx.imports.get(run.id)
        assert finished is not None
        return finished

    def run_imports(self) -> None:
        """Run until every import is finished."""
        container = self.connector.container
        while True:
            while container.run_import().run_next():
                pass
            with self.connector.transaction() as tx:
                if all(run.finished for run in tx.imports.list_latest(9)):
                    return
                tx.imports.release(self.domain, container.clock().now())

    def count_customers(self) -> int:
        """Count the customers in the ERP, and assert that no address is missing."""
        with self.connector.transaction() as tx:
            links = tx.customer_links.list_for_shop(self.domain)
            known = [tx.erp.customers.get(link.erp_id) for link in links]
        assert sum(len(customer.addresses) == 2 for customer in known if customer) >= CUSTOMERS
        return len(links)

    def forget_digests(self) -> None:
        """Make every line look new."""
        with self.connector.transaction() as tx:
            tx.customer_links.save(
                [replace(link, digest=None) for link in tx.customer_links.list_for_shop(self.domain)]
            )

    def list_refused_lines(self, run: ImportRun) -> list[tuple[int, str]]:
        """List line numbers and reasons."""
        with self.connector.transaction() as tx:
            return [(each.line, each.reason) for each in tx.imports.list_refused_lines(run.id)]


@pytest.fixture
def shop(
    sandbox: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Generator[ConnectedShop]:
    """Connect a new store for each test."""
    for name, value in sandbox.build_environment(sqlite_url).items():
        monkeypatch.setenv(name, value)
    shop = ConnectedShop(sandbox, build_shop_domain(request.node.name))
    yield shop
    shop.connector.close()


def test_all_customers_come_with_their_addresses_and_a_second_time_nothing_is_written(shop: ConnectedShop) -> None:
    first, second = shop.import_records(), shop.import_records()
    assert (first.status, first.progress.read, first.progress.refused) == (ImportStatus.DONE, shop.customer_count, 0)
    assert first.progress.written == CUSTOMERS
    assert (second.progress.read, second.progress.written) == (shop.customer_count, 0)
    assert shop.count_customers() == shop.customer_count


def test_an_import_run_by_a_command_is_not_reclaimed(shop: ConnectedShop) -> None:
    container = shop.connector.container
    with keep_renewing_claims(container):
        container.run_import().start(shop.domain, ImportKind.CUSTOMERS)
        with shop.connector.transaction() as tx:
            assert tx.imports.claim(container.worker_id(), container.clock().now())
        assert container.rescue_claims()() == 0


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ("malformed_line", "the line is not a JSON object with an id"),
        ("not_utf8", "The line of Shopify's file does not match its query"),
    ],
)
def test_a_broken_line_is_reported_and_the_rest_is_imported(shop: ConnectedShop, damage: str, reason: str) -> None:
    shop.sandbox.fail_next_bulk_operation(shop.domain, damage=damage)
    run = shop.import_records()
    assert run.status is ImportStatus.DONE
    assert any(reason in each for _, each in shop.list_refused_lines(run)), (run, shop.list_refused_lines(run))
    assert shop.count_customers() == shop.customer_count


def test_a_file_that_is_cut_off_says_where(shop: ConnectedShop) -> None:
    shop.sandbox.fail_next_bulk_operation(shop.domain, damage="truncated_line")
    run = shop.import_records()
    ((line, reason),) = shop.list_refused_lines(run)
    assert (run.status, reason) == (ImportStatus.DONE, "the line is cut off")
    assert line > shop.customer_count
    assert shop.count_customers() == shop.customer_count


def test_an_incomplete_file_removes_no_address(shop: ConnectedShop) -> None:
    shop.import_records()
    for how in (
        {"damage": "truncated_line"},
        {"final_status": "FAILED", "error_code": "ACCESS_DENIED", "line_count": shop.customer_count + 3},
    ):
        shop.forget_digests()
        shop.sandbox.fail_next_bulk_operation(shop.domain, **how)
        shop.import_records()
        assert shop.count_customers() == shop.customer_count


def test_a_count_that_lies_is_named(shop: ConnectedShop) -> None:
    shop.sandbox.fail_next_bulk_operation(shop.domain, object_count_error=7)
    run = shop.import_records()
    ((_, reason),) = shop.list_refused_lines(run)
    assert reason.startswith("the file has ")
    assert shop.count_customers() == shop.customer_count


@pytest.mark.parametrize(
    "how",
    [
        {"interrupted_downloads": 3},
        {"expired_url": True},
        {"final_status": "EXPIRED"},
        {"final_status": "FAILED", "error_code": "INTERNAL_SERVER_ERROR"},
        {"final_status": "FAILED", "error_code": "TIMEOUT", "line_count": 0},
        {"final_status": "CANCELED"},
        {"skip_webhook": True},
    ],
    ids=lambda how: " ".join(f"{name} {value}" for name, value in how.items()),
)
def test_after_any_failure_all_customers_are_imported(shop: ConnectedShop, how: dict[str, Any]) -> None:
    shop.sandbox.fail_next_bulk_operation(shop.domain, **how)
    run = shop.import_records()
    assert (run.status, run.progress.refused) == (ImportStatus.DONE, 0)
    assert run.progress.written >= CUSTOMERS
    assert shop.count_customers() == shop.customer_count


def test_a_list_that_is_forbidden_ends_with_the_reason(shop: ConnectedShop) -> None:
    shop.sandbox.fail_next_bulk_operation(shop.domain, final_status="FAILED", error_code="ACCESS_DENIED", line_count=5)
    run = shop.import_records()
    assert run.status is ImportStatus.FAILED
    assert run.error is not None
    assert "lacks a scope" in run.error


def test_a_product_missing_from_a_complete_list_is_deleted_and_from_an_incomplete_one_it_is_not(
    shop: ConnectedShop,
) -> None:
    first, *others = shop.sandbox.list_products(shop.domain)[:4]
    assert first["variants"][0]["sku"] == "TEA-EARL-100"
    before = list_variant_ids(shop)
    for product in (first, *others):
        shop.sandbox.delete_product(shop.domain, product["id"])
    shop.sandbox.fail_next_bulk_operation(shop.domain, object_count_error=1)
    shop.import_records(ImportKind.PRODUCTS)
    assert list_variant_ids(shop) == before
    shop.import_records(ImportKind.PRODUCTS)
    assert len(list_variant_ids(shop)) < len(before)
    with shop.connector.transaction() as tx:
        (kept,) = tx.mappings.list_for_shop(shop.domain, MappingStatus.MAPPED)
    assert kept.variant.product_id == first["id"]
    assert kept.deleted_at is not None


def list_variant_ids(shop: ConnectedShop) -> set[int]:
    with shop.connector.transaction() as tx:
        return {mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(shop.domain)}
