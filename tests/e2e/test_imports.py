"""Imports over the wire, from a store whose files are as bad as files can be."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from novex_shopify import Item
from novex_shopify.config.connector import Connector
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.cli.imports import renewing_claims
from tests.builders import SECRET
from tests.sandbox import Sandbox, a_sandbox

CUSTOMERS = 40


@pytest.fixture(scope="module")
def sandbox() -> Generator[Sandbox]:
    """One for all; its files are written at once."""
    with a_sandbox("app", SECRET.value, bulk_seconds=0) as sandbox:
        yield sandbox


class Shop:
    """A connected store with many customers, and the product on this side."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        self.domain = ShopDomain(name)
        self.sandbox = sandbox
        self.connector = Connector.from_env()
        self.connector.put_items([Item("ITEM", "Tea", sku="TEA-EARL-100")])
        self.connector.connect_shop(self.domain, access_token=sandbox.token(self.domain))
        self.work()
        sandbox.add_customers(self.domain, CUSTOMERS, addresses=2)
        self.all = sandbox.store(self.domain).count_customers()

    def bring_over(self, kind: ImportKind = ImportKind.CUSTOMERS) -> ImportRun:
        """Start an import and work until nothing is left of it; a wait for another try is cut short."""
        run = self.connector.container.run_import().start(self.domain, kind)
        self.work()
        with self.connector.transaction() as tx:
            finished = tx.imports.get(run.id)
        assert finished is not None
        return finished

    def work(self) -> None:
        """Until every import is finished."""
        container = self.connector.container
        while True:
            while container.run_import().run_next():
                pass
            with self.connector.transaction() as tx:
                if all(run.finished for run in tx.imports.latest(9)):
                    return
                tx.imports.release(self.domain, container.clock().now())

    def customers(self) -> int:
        """How many are in the ERP, with both addresses if they were added in great number."""
        with self.connector.transaction() as tx:
            links = tx.customer_links.of(self.domain)
            known = [tx.erp.customers.get(link.erp_id) for link in links]
        assert sum(len(customer.addresses) == 2 for customer in known if customer) >= CUSTOMERS
        return len(links)

    def forget_digests(self) -> None:
        """Have every line look new."""
        with self.connector.transaction() as tx:
            tx.customer_links.save([replace(link, digest=None) for link in tx.customer_links.of(self.domain)])

    def refused(self, run: ImportRun) -> list[tuple[int, str]]:
        """Lines and reasons."""
        with self.connector.transaction() as tx:
            return [(each.line, each.reason) for each in tx.imports.refused(run.id)]


@pytest.fixture
def shop(
    sandbox: Sandbox, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Generator[Shop]:
    """Of each test its own."""
    for name, value in sandbox.environment(sqlite_url).items():
        monkeypatch.setenv(name, value)
    shop = Shop(sandbox, f"imports-{abs(hash(request.node.name))}.myshopify.com")
    yield shop
    shop.connector.close()


def test_all_customers_come_with_their_addresses_and_a_second_time_nothing_is_written(shop: Shop) -> None:
    first, second = shop.bring_over(), shop.bring_over()
    assert (first.status, first.progress.read, first.progress.refused) == (ImportStatus.DONE, shop.all, 0)
    assert first.progress.written == CUSTOMERS
    assert (second.progress.read, second.progress.written) == (shop.all, 0)
    assert shop.customers() == shop.all


def test_what_a_command_imports_is_not_taken_back_from_it(shop: Shop) -> None:
    container = shop.connector.container
    with renewing_claims(container):
        container.run_import().start(shop.domain, ImportKind.CUSTOMERS)
        with shop.connector.transaction() as tx:
            assert tx.imports.claim(container.worker_id(), container.clock().now())
        assert container.rescue_claims()() == 0


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ("malformed_line", "the line is not a JSON object with an id"),
        ("not_utf8", "The line is not what was asked for"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_is_brought_over(shop: Shop, damage: str, reason: str) -> None:
    shop.sandbox.bulk_goes_wrong(shop.domain, damage=damage)
    run = shop.bring_over()
    assert run.status is ImportStatus.DONE
    assert any(reason in each for _, each in shop.refused(run)), (run, shop.refused(run))
    assert shop.customers() == shop.all


def test_a_file_that_is_cut_off_says_where(shop: Shop) -> None:
    shop.sandbox.bulk_goes_wrong(shop.domain, damage="cut_line")
    run = shop.bring_over()
    ((line, reason),) = shop.refused(run)
    assert (run.status, reason) == (ImportStatus.DONE, "the line is cut off")
    assert line > shop.all
    assert shop.customers() == shop.all


def test_nobody_loses_an_address_to_a_file_with_a_hole(shop: Shop) -> None:
    shop.bring_over()
    for how in ({"damage": "cut_line"}, {"ends": "FAILED", "error_code": "ACCESS_DENIED", "lines": shop.all + 3}):
        shop.forget_digests()
        shop.sandbox.bulk_goes_wrong(shop.domain, **how)
        shop.bring_over()
        assert shop.customers() == shop.all


def test_a_count_that_lies_is_named(shop: Shop) -> None:
    shop.sandbox.bulk_goes_wrong(shop.domain, miscount=7)
    run = shop.bring_over()
    ((_, reason),) = shop.refused(run)
    assert reason.startswith("the file ends after")
    assert shop.customers() == shop.all


@pytest.mark.parametrize(
    "how",
    [
        {"cut_downloads": 3},
        {"expired_url": True},
        {"ends": "EXPIRED"},
        {"ends": "FAILED", "error_code": "INTERNAL_SERVER_ERROR"},
        {"ends": "FAILED", "error_code": "TIMEOUT", "lines": 0},
        {"ends": "CANCELED"},
        {"silent": True},
    ],
    ids=lambda how: " ".join(f"{name} {value}" for name, value in how.items()),
)
def test_whatever_goes_wrong_in_the_end_everybody_is_there(shop: Shop, how: dict[str, Any]) -> None:
    shop.sandbox.bulk_goes_wrong(shop.domain, **how)
    run = shop.bring_over()
    assert (run.status, run.progress.refused) == (ImportStatus.DONE, 0)
    assert run.progress.written >= CUSTOMERS
    assert shop.customers() == shop.all


def test_a_list_that_is_forbidden_ends_with_the_reason(shop: Shop) -> None:
    shop.sandbox.bulk_goes_wrong(shop.domain, ends="FAILED", error_code="ACCESS_DENIED", lines=5)
    run = shop.bring_over()
    assert run.status is ImportStatus.FAILED
    assert run.error is not None
    assert "lacks a scope" in run.error


def test_a_product_that_is_missing_in_a_whole_list_is_gone_and_in_a_broken_one_it_is_not(shop: Shop) -> None:
    first, *others = shop.sandbox.products(shop.domain)[:4]
    assert first["variants"][0]["sku"] == "TEA-EARL-100"
    before = variants(shop)
    for product in (first, *others):
        shop.sandbox.delete_product(shop.domain, product["id"])
    shop.sandbox.bulk_goes_wrong(shop.domain, miscount=1)
    shop.bring_over(ImportKind.PRODUCTS)
    assert variants(shop) == before
    shop.bring_over(ImportKind.PRODUCTS)
    assert len(variants(shop)) < len(before)
    with shop.connector.transaction() as tx:
        (kept,) = tx.mappings.of(shop.domain, MappingStatus.MAPPED)
    assert kept.variant.product_id == first["id"]
    assert kept.deleted_at is not None


def variants(shop: Shop) -> set[int]:
    """All that are known here."""
    with shop.connector.transaction() as tx:
        return {mapping.variant.variant_id for mapping in tx.mappings.of(shop.domain)}
