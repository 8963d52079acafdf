"""Products and customers are brought over, page by page, and go on where they were stopped."""

from datetime import timedelta

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound, ShopifyAccessDenied, ShopifyUnavailable
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.ports.shopify_admin import Page
from tests.builders import NOON, SECOND, SHOP, a_customer, a_customer_body, a_delivery, a_variant, an_order_body


def work(container: Container) -> None:
    """Until nothing is due."""
    while container.run_import().run_next() or container.process_event().run_next():
        pass


def latest(container: Container, kind: ImportKind) -> ImportRun:
    """The last run of a kind."""
    with container.unit_of_work()() as tx:
        return next(run for run in tx.imports.latest(9) if run.kind is kind)


def test_products_are_read_and_what_is_certain_is_mapped(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant(1), a_variant(2, sku="CUP"), a_variant(3, sku=None, barcode=None)]
    work(connected)
    run = latest(connected, ImportKind.PRODUCTS)
    assert (run.status, run.seen) == (ImportStatus.DONE, 3)
    with connected.unit_of_work()() as tx:
        (mapped,) = tx.mappings.of(SHOP, MappingStatus.MAPPED)
        reasons = [mapping.reason for mapping in tx.mappings.of(SHOP, MappingStatus.UNMAPPED)]
    assert (mapped.variant.variant_id, mapped.item_id, mapped.matched_by) == (1, "ART-1", MatchedBy.SKU)
    assert reasons == ["no ERP item has SKU CUP", "the variant has neither SKU nor barcode"]


def test_what_a_person_mapped_stays_mapped(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant(2, sku="CUP")]
    work(connected)
    connected.map_product()(SHOP, 2, "ART-1")
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    work(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, 2)
    assert mapping is not None
    assert (mapping.item_id, mapping.matched_by) == ("ART-1", MatchedBy.PERSON)


def test_what_a_person_unmapped_is_not_mapped_again_by_itself(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant(1)]
    work(connected)
    connected.map_product().unmap(SHOP, 1)
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    work(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, 1)
    assert mapping is not None
    assert (mapping.item_id, mapping.reason) == (None, "unmapped by a person")


def test_orders_that_came_before_the_products_continue_after_them(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant()]
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    while connected.process_event().run_next():
        pass
    work(connected)
    with connected.unit_of_work()() as tx:
        assert len(tx.erp.orders.latest(9)) == 1


def test_customers_are_written_unless_a_webhook_brought_a_newer_state(connected: Container, store: MemoryStore) -> None:
    store.customers = [a_customer(id=n, updated_at=NOON - SECOND) for n in range(1, 8)]
    newer = a_customer_body(id=7, updated_at="2026-11-23T12:00:00Z", first_name="Augusta")
    connected.ingest_webhook()([a_delivery("customers/update", newer)])
    connected.process_event().run_next()
    work(connected)
    with connected.unit_of_work()() as tx:
        names = {link.shopify_id: tx.erp.customers.get(link.erp_id) for link in tx.customer_links.of(SHOP)}
        assert tx.erp.customers.count(SHOP) == 7
    assert {number for number, customer in names.items() if customer and customer.first_name == "Augusta"} == {7}


def test_an_outage_in_the_middle_costs_no_page_twice(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 6)]
    connected.run_import().run_next()
    fail_on_the_page_after(connected, store, 1)
    connected.run_import().run_next()
    stopped = latest(connected, ImportKind.CUSTOMERS)
    assert (stopped.status, stopped.seen, stopped.error) == (ImportStatus.PENDING, 2, "ShopifyUnavailable: no answer")
    clock.advance(timedelta(minutes=1))
    pages_before = store.calls["customers"]
    work(connected)
    assert (latest(connected, ImportKind.CUSTOMERS).seen, store.calls["customers"] - pages_before) == (5, 2)
    with connected.unit_of_work()() as tx:
        assert tx.erp.customers.count(SHOP) == 5


def test_each_page_that_is_stored_gives_all_attempts_anew(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 25)]
    connected.run_import().run_next()
    for _ in range(10):
        fail_on_the_page_after(connected, store, 1)
        connected.run_import().run_next()
        clock.advance(timedelta(hours=1))
    assert latest(connected, ImportKind.CUSTOMERS).status is ImportStatus.PENDING
    work(connected)
    assert latest(connected, ImportKind.CUSTOMERS).seen == 24


def test_a_cancelled_run_stops_after_the_page_in_hand(connected: Container, store: MemoryStore) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 6)]
    connected.run_import().run_next()
    fail_on_the_page_after(connected, store, 1)
    connected.run_import().run_next()
    assert connected.run_import().cancel(latest(connected, ImportKind.CUSTOMERS).id)
    work(connected)
    run = latest(connected, ImportKind.CUSTOMERS)
    assert (run.status, run.seen) == (ImportStatus.CANCELLED, 2)
    assert not connected.run_import().cancel(run.id)


def fail_on_the_page_after(container: Container, store: MemoryStore, pages: int) -> None:
    """Have an outage once so many more pages are read."""
    admin, left = container.admin(), iter(range(pages))
    read = admin.customers

    class Flaky(type(admin)):  # type: ignore[misc]
        def customers(self, access: ShopAccess, cursor: str | None) -> Page[Customer]:
            if next(left, None) is None:
                container.admin.reset_last_overriding()
                raise ShopifyUnavailable("no answer")
            return read(access, cursor)

    container.admin.override(providers.Object(Flaky(store)))


def test_what_no_retry_can_mend_fails_with_its_reason(connected: Container, store: MemoryStore) -> None:
    connected.run_import().run_next()
    store.fail_next("customers", ShopifyAccessDenied("the scope read_customers is missing"))
    work(connected)
    failed = latest(connected, ImportKind.CUSTOMERS)
    assert (failed.status, failed.error) == (
        ImportStatus.FAILED,
        "ShopifyAccessDenied: the scope read_customers is missing",
    )


def test_a_product_that_nobody_has_cannot_be_mapped(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant(2, sku="CUP")]
    work(connected)
    with pytest.raises(NotFound, match="no variant 3"):
        connected.map_product()(SHOP, 3, "ART-1")
    with pytest.raises(NotFound, match="no item ART-9"):
        connected.map_product()(SHOP, 2, "ART-9")
