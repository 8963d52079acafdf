"""Products and customers are brought over by way of Shopify's file, and go on where they were stopped."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound, ShopifyAccessDenied, ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import BulkStatus, RefusedLine
from novex_shopify.domain.model.customer import CompanyContact
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.work import Work, WorkerId
from tests.builders import NOON, SECOND, SHOP, a_customer, a_customer_body, a_delivery, a_variant, an_order_body

MINUTE = timedelta(minutes=1)
ATTEMPTS = 8


@pytest.fixture(autouse=True)
def small_batches(container: Container) -> None:
    """Ten lines each."""
    container.run_import.add_kwargs(most_at_once=10)


@pytest.fixture
def slow(store: MemoryStore) -> MemoryStore:
    """A store that takes its time over a file."""
    store.takes_its_time = True
    return store


def work(container: Container) -> None:
    """Until nothing is left, as time goes by."""
    for _ in range(20):
        while container.run_import().run_next() or container.process_event().run_next():
            pass
        clock = container.clock()
        assert isinstance(clock, ManualClock)
        clock.advance(MINUTE)


def latest(container: Container, kind: ImportKind = ImportKind.CUSTOMERS) -> ImportRun:
    """The last run of a kind."""
    with container.unit_of_work()() as tx:
        return next(run for run in tx.imports.latest(9) if run.kind is kind)


def refused(container: Container) -> list[RefusedLine]:
    """What the last import of customers refused."""
    run = latest(container)
    with container.unit_of_work()() as tx:
        return list(tx.imports.refused(run.id))


def names(container: Container) -> list[str | None]:
    """The first names that the ERP has, by Shopify id."""
    with container.unit_of_work()() as tx:
        customers = [tx.erp.customers.get(link.erp_id) for link in tx.customer_links.of(SHOP)]
        return [customer.first_name for customer in customers if customer]


def change_operation(store: MemoryStore, **changes: Any) -> None:
    """Have Shopify's last operation stand otherwise."""
    last = list(store.operations)[-1]
    store.operations[last] = replace(store.operations[last], **changes)


def test_products_are_read_and_what_is_certain_is_mapped(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant(1), a_variant(2, sku="CUP"), a_variant(3, sku=None, barcode=None)]
    work(connected)
    run = latest(connected, ImportKind.PRODUCTS)
    assert (run.status, run.progress.read, run.progress.total) == (ImportStatus.DONE, 3, 3)
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
    assert names(connected) == ["Ada"] * 6 + ["Augusta"]


def test_no_thread_waits_while_shopify_writes_the_file(connected: Container, slow: MemoryStore) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    waiting = latest(connected)
    assert (waiting.status, waiting.error, waiting.progress.total) == (ImportStatus.PENDING, None, 2)
    assert waiting.next_attempt_at == NOON + SECOND
    assert slow.calls["bulk_get"] == 0


def test_the_webhook_ends_the_wait(connected: Container, slow: MemoryStore) -> None:
    slow.customers = [a_customer()]
    while connected.run_import().run_next():
        pass
    finish = b'{"admin_graphql_api_id": "gid://shopify/BulkOperation/2", "status": "completed", "type": "query"}'
    connected.ingest_webhook()([a_delivery("bulk_operations/finish", finish)])
    connected.process_event().run_next()
    while connected.run_import().run_next():
        pass
    assert latest(connected).status is ImportStatus.DONE


def test_the_longer_it_takes_the_rarer_the_looks(connected: Container, slow: MemoryStore, clock: ManualClock) -> None:
    connected.run_import().run_next()
    connected.run_import().run_next()
    change_operation(slow, status=BulkStatus.RUNNING)
    clock.advance(timedelta(hours=1))
    while connected.run_import().run_next():
        pass
    run = latest(connected)
    assert run.next_attempt_at is not None
    assert run.next_attempt_at - clock.now() == timedelta(seconds=30)


def test_an_outage_in_the_middle_costs_nothing_twice(connected: Container, store: MemoryStore) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 26)]
    store.at("bulk_line", 22, lambda: store.fail_next("bulk_line", ShopifyUnavailable("no answer")))
    work(connected)
    run = latest(connected)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 25, 25)
    assert store.calls["bulk_start"] == 2
    assert store.calls["bulk_file"] == 3


def test_each_batch_that_is_stored_gives_all_attempts_anew(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 111)]
    connected.run_import().run_next()
    for batch in range(1, 11):
        outage = ShopifyUnavailable("no answer")
        store.at("bulk_line", store.calls["bulk_line"] + batch * 10 + 1, partial(store.fail_next, "bulk_line", outage))
        while connected.run_import().run_next():
            clock.advance(timedelta(hours=1))
            if latest(connected).error:
                break
    assert latest(connected).status is ImportStatus.PENDING
    work(connected)
    assert latest(connected).progress.read == 110


def test_a_cancelled_run_stops_after_the_batch_in_hand(connected: Container, store: MemoryStore) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 26)]
    run = latest(connected)
    store.at("bulk_line", 15, lambda: connected.run_import().cancel(run.id))
    work(connected)
    cancelled = latest(connected)
    assert (cancelled.status, cancelled.progress.read) == (ImportStatus.CANCELLED, 10)
    assert len(names(connected)) == 10
    assert not connected.run_import().cancel(run.id)


def test_a_second_import_of_the_same_writes_nothing(connected: Container, store: MemoryStore) -> None:
    store.customers = [a_customer(id=n) for n in (1, 2, 3)]
    work(connected)
    store.customers[1] = a_customer(id=2, updated_at=NOON + SECOND, first_name="Augusta")
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    work(connected)
    assert (latest(connected).progress.read, latest(connected).progress.written) == (3, 1)
    assert names(connected) == ["Ada", "Augusta", "Ada"]


def test_a_file_that_is_the_same_to_the_byte_is_not_gone_through_again(
    connected: Container, store: MemoryStore
) -> None:
    store.customers = [a_customer(id=n) for n in (1, 2, 3)]
    work(connected)
    lines = store.calls["bulk_line"]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    work(connected)
    again = latest(connected)
    assert (again.status, again.progress.read, again.progress.written) == (ImportStatus.DONE, 3, 0)
    assert store.calls["bulk_line"] == lines


def test_what_cannot_be_read_is_named_by_its_line_and_the_rest_is_brought_over(
    connected: Container, store: MemoryStore
) -> None:
    broken: Any = RefusedLine(0, "the line is cut off")
    store.customers = [a_customer(id=1), broken, a_customer(id=3), a_customer(id=4, updated_at=None)]
    work(connected)
    run = latest(connected)
    assert (run.status, run.progress.read, run.progress.refused) == (ImportStatus.DONE, 3, 2)
    assert refused(connected) == [
        RefusedLine(2, "the line is cut off"),
        RefusedLine(4, "UnreadablePayload: Customer 4 has no updated_at, so its age cannot be told."),
    ]
    assert len(names(connected)) == 2


def test_what_the_database_does_not_take_costs_only_itself(
    connected: Container, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 30)]
    importer = connected.run_import().importers[ImportKind.CUSTOMERS]
    takes = type(importer).store

    def refuses_the_thirteenth(self: Any, tx: Any, shop: Any, records: Any) -> Any:
        if any(record.id == 13 for record in records):
            raise ValueError("a value that this database does not take")
        return takes(self, tx, shop, records)

    monkeypatch.setattr(type(importer), "store", refuses_the_thirteenth)
    work(connected)
    (line,) = refused(connected)
    assert (line.line, "ValueError" in line.reason, "value that" in line.reason) == (13, True, False)
    assert len(names(connected)) == 28


def test_a_file_that_is_gone_is_asked_for_anew(connected: Container, slow: MemoryStore) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    slow.files.clear()
    work(connected)
    assert latest(connected).status is ImportStatus.DONE
    assert len(names(connected)) == 2


@pytest.mark.parametrize("known", [True, False])
def test_an_operation_that_shopify_forgot_is_asked_for_anew(
    connected: Container, slow: MemoryStore, *, known: bool
) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    if known:
        change_operation(slow, status=BulkStatus.EXPIRED)
    else:
        slow.operations.clear()
    work(connected)
    assert latest(connected).status is ImportStatus.DONE
    assert len(names(connected)) == 2


def test_what_shopify_wrote_before_it_failed_is_used_and_the_rest_asked_for_anew(
    connected: Container, slow: MemoryStore, clock: ManualClock
) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    slow.customers.append(a_customer(id=3))
    change_operation(slow, status=BulkStatus.FAILED, error="TIMEOUT")
    clock.advance(SECOND)
    while connected.run_import().run_next():
        pass
    failed = latest(connected)
    assert failed.status is ImportStatus.PENDING
    assert failed.error == (
        "BulkOperationFailed: Shopify did not finish the list of customers (failed, TIMEOUT)."
        " 2 of it were brought over; it is asked for anew."
    )
    assert len(names(connected)) == 2
    work(connected)
    assert (latest(connected).status, latest(connected).progress.written) == (ImportStatus.DONE, 3)


def test_a_list_that_is_forbidden_is_used_as_far_as_it_goes_and_not_asked_for_again(
    connected: Container, slow: MemoryStore
) -> None:
    slow.customers = [a_customer()]
    while connected.run_import().run_next():
        pass
    change_operation(slow, status=BulkStatus.FAILED, error="ACCESS_DENIED")
    work(connected)
    failed = latest(connected)
    assert (failed.status, failed.progress.read) == (ImportStatus.FAILED, 1)
    assert failed.error == "ShopifyAccessDenied: Shopify refused the list of customers: the app lacks a scope for it."
    assert len(names(connected)) == 1


def test_what_no_retry_can_mend_fails_with_its_reason(connected: Container, store: MemoryStore) -> None:
    connected.run_import().run_next()
    store.fail_next("bulk_start", ShopifyAccessDenied("the scope read_customers is missing"))
    work(connected)
    failed = latest(connected)
    assert (failed.status, failed.error) == (
        ImportStatus.FAILED,
        "ShopifyAccessDenied: the scope read_customers is missing",
    )


def test_the_end_of_an_import_wakes_what_waited_for_it(connected: Container) -> None:
    work(connected)
    assert Work.EVENTS in connected.wakeups().woken


def test_a_product_that_nobody_has_cannot_be_mapped(connected: Container, store: MemoryStore) -> None:
    store.variants = [a_variant(2, sku="CUP")]
    work(connected)
    with pytest.raises(NotFound, match="no variant 3"):
        connected.map_product()(SHOP, 3, "ART-1")
    with pytest.raises(NotFound, match="no item ART-9"):
        connected.map_product()(SHOP, 2, "ART-9")


def test_a_list_that_shopify_never_finishes_is_asked_for_so_many_times_and_no_more(
    connected: Container, slow: MemoryStore, clock: ManualClock
) -> None:
    work(connected)
    slow.customers = [a_customer(id=1), a_customer(id=2, email="b@example.com", phone=None)]
    asked_before = slow.calls["bulk_start"]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    for _ in range(3 * ATTEMPTS):
        while connected.run_import().run_next():
            change_operation(slow, status=BulkStatus.FAILED, error="TIMEOUT")
        clock.advance(timedelta(hours=1))
    failed = latest(connected)
    assert (failed.status, slow.calls["bulk_start"] - asked_before) == (ImportStatus.FAILED, ATTEMPTS)
    assert failed.error is not None
    assert failed.error.startswith(f"ListNeverFinished: Shopify was asked {ATTEMPTS} times for the list of customers")


def test_a_run_over_which_worker_after_worker_dies_is_given_up(connected: Container, clock: ManualClock) -> None:
    for number in range(ATTEMPTS + 1):
        worker = WorkerId("gone", number)
        with connected.unit_of_work()() as tx:
            assert tx.imports.claim(worker, clock.now())
            clock.advance(timedelta(seconds=1))
            tx.claims.take_back(worker, clock.now(), clock.now(), clock.now())
            tx.commit()
    assert connected.run_import().run_next()
    failed = latest(connected, ImportKind.PRODUCTS)
    assert failed.status is ImportStatus.FAILED
    assert failed.error is not None
    assert failed.error.startswith(f"WorkersDied: {ATTEMPTS + 1} workers died")


def test_companies_come_also_for_a_customer_whom_a_webhook_told_first(connected: Container, store: MemoryStore) -> None:
    work(connected)
    connected.ingest_webhook()([a_delivery("customers/create", a_customer_body())])
    work(connected)
    for_tea = CompanyContact(5, "Tea Ltd", None, "buyer", is_main=True)
    store.customers = [a_customer(companies=(for_tea,))]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    work(connected)
    with connected.unit_of_work()() as tx:
        (link,) = tx.customer_links.of(SHOP)
        customer = tx.erp.customers.get(link.erp_id)
    assert customer is not None
    assert customer.companies == (for_tea,)


def test_customers_are_read_anew_after_the_store_was_erased_and_came_back(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.customers = [a_customer()]
    work(connected)
    connected.disconnect_shop()(SHOP)
    request = json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode()
    connected.ingest_webhook()([a_delivery("shop/redact", request, "redact", triggered_at=clock.now())])
    work(connected)
    assert names(connected) == [None]
    clock.advance(timedelta(days=3))
    connected.connect_shop().with_token(SHOP, store.access_token)
    work(connected)
    assert names(connected) == ["Ada"]


def test_who_was_erased_is_not_written_again_from_an_older_file(
    connected: Container, slow: MemoryStore, clock: ManualClock
) -> None:
    work(connected)
    connected.ingest_webhook()([a_delivery("customers/create", a_customer_body(), "create")])
    work(connected)
    slow.customers = [a_customer(updated_at=NOON + timedelta(seconds=1))]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    connected.run_import().run_next()
    clock.advance(timedelta(seconds=5))
    request = json.dumps({"shop_domain": SHOP, "shop_id": 1, "customer": {"id": a_customer().id}}).encode()
    connected.ingest_webhook()([a_delivery("customers/redact", request, "redact", triggered_at=clock.now())])
    work(connected)
    assert latest(connected).status is ImportStatus.DONE
    assert names(connected) == [None]


def test_a_variant_that_a_newer_webhook_removed_does_not_come_back_by_an_older_line(
    connected: Container, slow: MemoryStore
) -> None:
    work(connected)
    slow.variants = [a_variant(number, product_id=1, sku=f"SKU-{number}", updated_at=NOON) for number in (1, 2)]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    connected.run_import().run_next()
    body = {"id": 1, "title": "Tea", "updated_at": (NOON + timedelta(seconds=5)).isoformat(), "status": "active"}
    one_variant = json.dumps(body | {"variants": [{"id": 1, "sku": "SKU-1"}]}).encode()
    connected.ingest_webhook()([a_delivery("products/update", one_variant, "update")])
    work(connected)
    with connected.unit_of_work()() as tx:
        assert [mapping.variant.variant_id for mapping in tx.mappings.of(SHOP)] == [1]


def test_what_was_made_when_the_list_was_asked_for_is_not_taken_for_gone(
    connected: Container, slow: MemoryStore, clock: ManualClock
) -> None:
    work(connected)
    clock.advance(timedelta(milliseconds=500))
    slow.variants = [a_variant(1, product_id=1, updated_at=NOON - timedelta(hours=1))]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    connected.run_import().run_next()
    this_second = clock.now().replace(microsecond=0).isoformat()
    body = {"id": 77, "title": "New", "updated_at": this_second, "status": "active", "variants": [{"id": 700}]}
    connected.ingest_webhook()([a_delivery("products/create", json.dumps(body).encode(), "create")])
    work(connected)
    with connected.unit_of_work()() as tx:
        assert {mapping.variant.variant_id for mapping in tx.mappings.of(SHOP)} == {1, 700}
