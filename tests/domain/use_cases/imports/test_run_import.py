"""Products and customers are brought over by way of Shopify's file, and go on where they were stopped."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound, ShopifyAccessDenied, ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import BulkStatus, RefusedLine
from novex_shopify.domain.model.customer import CompanyContact
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.work import Work, WorkerId
from tests.builders import NOON, SECOND, SHOP, a_customer, a_customer_body, a_delivery, a_variant, an_order_body

MINUTE = timedelta(minutes=1)
MAX_ATTEMPTS = 8


@pytest.fixture(autouse=True)
def small_batches(container: Container) -> None:
    """Ten lines each."""
    container.run_import.add_kwargs(max_batch_size=10)


@pytest.fixture
def slow(store: FakeShop) -> FakeShop:
    """A store that takes its time over a file."""
    store.delays_bulk_operations = True
    return store


def run_until_idle(container: Container) -> None:
    """Until nothing is left, as time goes by."""
    for _ in range(20):
        while container.run_import().run_next() or container.process_event().run_next():
            pass
        clock = container.clock()
        assert isinstance(clock, ManualClock)
        clock.advance(MINUTE)


def get_latest_run(container: Container, kind: ImportKind = ImportKind.CUSTOMERS) -> ImportRun:
    """The last run of a kind."""
    with container.unit_of_work()() as tx:
        return next(run for run in tx.imports.list_latest(9) if run.kind is kind)


def list_refused_lines(container: Container) -> list[RefusedLine]:
    """What the last import of customers refused."""
    run = get_latest_run(container)
    with container.unit_of_work()() as tx:
        return list(tx.imports.list_refused_lines(run.id))


def list_first_names(container: Container) -> list[str | None]:
    """The first names that the ERP has, by Shopify id."""
    with container.unit_of_work()() as tx:
        customers = [tx.erp.customers.get(link.erp_id) for link in tx.customer_links.list_for_shop(SHOP)]
        return [customer.first_name for customer in customers if customer]


def update_operation(fake_shop: FakeShop, **changes: Any) -> None:
    """Have Shopify's last operation stand otherwise."""
    last = list(fake_shop.bulk_operations)[-1]
    fake_shop.bulk_operations[last] = replace(fake_shop.bulk_operations[last], **changes)


def test_products_are_read_and_what_is_certain_is_mapped(connected: Container, store: FakeShop) -> None:
    store.variants = [a_variant(1), a_variant(2, sku="CUP"), a_variant(3, sku=None, barcode=None)]
    run_until_idle(connected)
    run = get_latest_run(connected, ImportKind.PRODUCTS)
    assert (run.status, run.progress.read, run.progress.total) == (ImportStatus.DONE, 3, 3)
    with connected.unit_of_work()() as tx:
        (mapped,) = tx.mappings.list_for_shop(SHOP, MappingStatus.MAPPED)
        reasons = [mapping.reason for mapping in tx.mappings.list_for_shop(SHOP, MappingStatus.UNMAPPED)]
    assert (mapped.variant.variant_id, mapped.item_id, mapped.matched_by) == (1, "ART-1", MatchedBy.SKU)
    assert reasons == ["no ERP item has SKU CUP", "the variant has neither SKU nor barcode"]


def test_what_a_person_mapped_stays_mapped(connected: Container, store: FakeShop) -> None:
    store.variants = [a_variant(2, sku="CUP")]
    run_until_idle(connected)
    connected.map_product()(SHOP, 2, "ART-1")
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, 2)
    assert mapping is not None
    assert (mapping.item_id, mapping.matched_by) == ("ART-1", MatchedBy.PERSON)


def test_a_variant_unmapped_by_a_person_is_not_mapped_automatically(connected: Container, store: FakeShop) -> None:
    store.variants = [a_variant(1)]
    run_until_idle(connected)
    connected.map_product().unmap(SHOP, 1)
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, 1)
    assert mapping is not None
    assert (mapping.item_id, mapping.reason) == (None, "unmapped by a person")


def test_orders_that_came_before_the_products_continue_after_them(connected: Container, store: FakeShop) -> None:
    store.variants = [a_variant()]
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    while connected.process_event().run_next():
        pass
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        assert len(tx.erp.orders.list_latest(9)) == 1


def test_customers_are_written_unless_a_webhook_has_a_newer_state(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n, updated_at=NOON - SECOND) for n in range(1, 8)]
    newer = a_customer_body(id=7, updated_at="2026-11-23T12:00:00Z", first_name="Augusta")
    connected.ingest_webhook()([a_delivery("customers/update", newer)])
    connected.process_event().run_next()
    run_until_idle(connected)
    assert list_first_names(connected) == ["Ada"] * 6 + ["Augusta"]


def test_no_thread_waits_while_shopify_writes_the_file(connected: Container, slow: FakeShop) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    waiting = get_latest_run(connected)
    assert (waiting.status, waiting.error, waiting.progress.total) == (ImportStatus.PENDING, None, 2)
    assert waiting.next_attempt_at == NOON + SECOND
    assert slow.call_counts["bulk_get"] == 0


def test_the_webhook_ends_the_wait(connected: Container, slow: FakeShop) -> None:
    slow.customers = [a_customer()]
    while connected.run_import().run_next():
        pass
    finish = b'{"admin_graphql_api_id": "gid://shopify/BulkOperation/2", "status": "completed", "type": "query"}'
    connected.ingest_webhook()([a_delivery("bulk_operations/finish", finish)])
    connected.process_event().run_next()
    while connected.run_import().run_next():
        pass
    assert get_latest_run(connected).status is ImportStatus.DONE


def test_the_polling_interval_grows_with_the_duration(connected: Container, slow: FakeShop, clock: ManualClock) -> None:
    connected.run_import().run_next()
    connected.run_import().run_next()
    update_operation(slow, status=BulkStatus.RUNNING)
    clock.advance(timedelta(hours=1))
    while connected.run_import().run_next():
        pass
    run = get_latest_run(connected)
    assert run.next_attempt_at is not None
    assert run.next_attempt_at - clock.now() == timedelta(seconds=30)


def test_an_outage_in_the_middle_costs_nothing_twice(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 26)]
    store.run_on_call("bulk_line", 22, lambda: store.fail_next_call("bulk_line", ShopifyUnavailable("no answer")))
    run_until_idle(connected)
    run = get_latest_run(connected)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 25, 25)
    assert store.call_counts["bulk_start"] == 2
    assert store.call_counts["bulk_file"] == 3


def test_each_stored_batch_resets_the_attempts(connected: Container, store: FakeShop, clock: ManualClock) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 111)]
    connected.run_import().run_next()
    for batch in range(1, 11):
        outage = ShopifyUnavailable("no answer")
        store.run_on_call(
            "bulk_line",
            store.call_counts["bulk_line"] + batch * 10 + 1,
            partial(store.fail_next_call, "bulk_line", outage),
        )
        while connected.run_import().run_next():
            clock.advance(timedelta(hours=1))
            if get_latest_run(connected).error:
                break
    assert get_latest_run(connected).status is ImportStatus.PENDING
    run_until_idle(connected)
    assert get_latest_run(connected).progress.read == 110


def test_a_cancelled_run_stops_after_the_batch_in_hand(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 26)]
    run = get_latest_run(connected)
    store.run_on_call("bulk_line", 15, lambda: connected.run_import().cancel(run.id))
    run_until_idle(connected)
    cancelled = get_latest_run(connected)
    assert (cancelled.status, cancelled.progress.read) == (ImportStatus.CANCELLED, 10)
    assert len(list_first_names(connected)) == 10
    assert not connected.run_import().cancel(run.id)


def test_a_second_import_of_the_same_writes_nothing(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in (1, 2, 3)]
    run_until_idle(connected)
    store.customers[1] = a_customer(id=2, updated_at=NOON + SECOND, first_name="Augusta")
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_until_idle(connected)
    assert (get_latest_run(connected).progress.read, get_latest_run(connected).progress.written) == (3, 1)
    assert list_first_names(connected) == ["Ada", "Augusta", "Ada"]


def test_an_identical_file_is_not_read_again(connected: Container, store: FakeShop) -> None:
    store.customers = [a_customer(id=n) for n in (1, 2, 3)]
    run_until_idle(connected)
    lines = store.call_counts["bulk_line"]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_until_idle(connected)
    again = get_latest_run(connected)
    assert (again.status, again.progress.read, again.progress.written) == (ImportStatus.DONE, 3, 0)
    assert store.call_counts["bulk_line"] == lines


def test_an_unreadable_line_is_reported_by_number_and_the_rest_is_imported(
    connected: Container, store: FakeShop
) -> None:
    broken: Any = RefusedLine(0, "the line is cut off")
    store.customers = [a_customer(id=1), broken, a_customer(id=3), a_customer(id=4, updated_at=None)]
    run_until_idle(connected)
    run = get_latest_run(connected)
    assert (run.status, run.progress.read, run.progress.refused) == (ImportStatus.DONE, 3, 2)
    assert list_refused_lines(connected) == [
        RefusedLine(2, "the line is cut off"),
        RefusedLine(4, "UnreadablePayload: Customer 4 has no updated_at, so its age cannot be told."),
    ]
    assert len(list_first_names(connected)) == 2


def test_what_the_database_does_not_take_costs_only_itself(
    connected: Container, store: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.customers = [a_customer(id=n) for n in range(1, 30)]
    importer = connected.run_import().importers[ImportKind.CUSTOMERS]
    takes = type(importer).store

    def refuses_the_thirteenth(self: Any, tx: Any, shop: Any, records: Any) -> Any:
        if any(record.id == 13 for record in records):
            raise ValueError("a value that this database does not take")
        return takes(self, tx, shop, records)

    monkeypatch.setattr(type(importer), "store", refuses_the_thirteenth)
    run_until_idle(connected)
    (line,) = list_refused_lines(connected)
    assert (line.line, "ValueError" in line.reason, "value that" in line.reason) == (13, True, False)
    assert len(list_first_names(connected)) == 28


def test_an_expired_file_is_requested_again(connected: Container, slow: FakeShop) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    slow.bulk_files.clear()
    run_until_idle(connected)
    assert get_latest_run(connected).status is ImportStatus.DONE
    assert len(list_first_names(connected)) == 2


@pytest.mark.parametrize("known", [True, False])
def test_an_operation_that_shopify_lost_is_requested_again(
    connected: Container, slow: FakeShop, *, known: bool
) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    if known:
        update_operation(slow, status=BulkStatus.EXPIRED)
    else:
        slow.bulk_operations.clear()
    run_until_idle(connected)
    assert get_latest_run(connected).status is ImportStatus.DONE
    assert len(list_first_names(connected)) == 2


def test_a_partial_file_is_imported_and_the_rest_requested_again(
    connected: Container, slow: FakeShop, clock: ManualClock
) -> None:
    slow.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    slow.customers.append(a_customer(id=3))
    update_operation(slow, status=BulkStatus.FAILED, error="TIMEOUT")
    clock.advance(SECOND)
    while connected.run_import().run_next():
        pass
    failed = get_latest_run(connected)
    assert failed.status is ImportStatus.PENDING
    assert failed.error == (
        "BulkOperationFailed: Shopify did not finish the export of customers (failed, TIMEOUT)."
        " 2 records were imported; a new one is requested."
    )
    assert len(list_first_names(connected)) == 2
    run_until_idle(connected)
    assert (get_latest_run(connected).status, get_latest_run(connected).progress.written) == (ImportStatus.DONE, 3)


def test_a_list_that_is_forbidden_is_used_as_far_as_it_goes_and_not_asked_for_again(
    connected: Container, slow: FakeShop
) -> None:
    slow.customers = [a_customer()]
    while connected.run_import().run_next():
        pass
    update_operation(slow, status=BulkStatus.FAILED, error="ACCESS_DENIED")
    run_until_idle(connected)
    failed = get_latest_run(connected)
    assert (failed.status, failed.progress.read) == (ImportStatus.FAILED, 1)
    assert (
        failed.error == "ShopifyAccessDenied: Shopify refused to export the customers: the app lacks a scope for them."
    )
    assert len(list_first_names(connected)) == 1


def test_a_permanent_error_fails_the_run_with_its_reason(connected: Container, store: FakeShop) -> None:
    connected.run_import().run_next()
    store.fail_next_call("bulk_start", ShopifyAccessDenied("the scope read_customers is missing"))
    run_until_idle(connected)
    failed = get_latest_run(connected)
    assert (failed.status, failed.error) == (
        ImportStatus.FAILED,
        "ShopifyAccessDenied: the scope read_customers is missing",
    )


def test_the_end_of_an_import_notifies_workers(connected: Container) -> None:
    run_until_idle(connected)
    assert Work.EVENTS in connected.notifier().notifications


def test_an_unknown_variant_or_item_cannot_be_mapped(connected: Container, store: FakeShop) -> None:
    store.variants = [a_variant(2, sku="CUP")]
    run_until_idle(connected)
    with pytest.raises(NotFound, match="no variant 3"):
        connected.map_product()(SHOP, 3, "ART-1")
    with pytest.raises(NotFound, match="no item ART-9"):
        connected.map_product()(SHOP, 2, "ART-9")


def test_a_list_that_shopify_never_finishes_is_requested_a_limited_number_of_times(
    connected: Container, slow: FakeShop, clock: ManualClock
) -> None:
    run_until_idle(connected)
    slow.customers = [a_customer(id=1), a_customer(id=2, email="b@example.com", phone=None)]
    asked_before = slow.call_counts["bulk_start"]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    for _ in range(3 * MAX_ATTEMPTS):
        while connected.run_import().run_next():
            update_operation(slow, status=BulkStatus.FAILED, error="TIMEOUT")
        clock.advance(timedelta(hours=1))
    failed = get_latest_run(connected)
    assert (failed.status, slow.call_counts["bulk_start"] - asked_before) == (ImportStatus.FAILED, MAX_ATTEMPTS)
    assert failed.error is not None
    assert failed.error.startswith(
        f"BulkOperationRetriesExhausted: Shopify did not finish the export of customers in {MAX_ATTEMPTS} attempts."
    )


def test_a_run_over_which_worker_after_worker_dies_is_given_up(connected: Container, clock: ManualClock) -> None:
    for number in range(MAX_ATTEMPTS + 1):
        worker = WorkerId("gone", number)
        with connected.unit_of_work()() as tx:
            assert tx.imports.claim(worker, clock.now())
            clock.advance(timedelta(seconds=1))
            tx.claims.reclaim(worker, clock.now(), clock.now(), clock.now())
            tx.commit()
    assert connected.run_import().run_next()
    failed = get_latest_run(connected, ImportKind.PRODUCTS)
    assert failed.status is ImportStatus.FAILED
    assert failed.error is not None
    assert failed.error.startswith(f"WorkersDied: {MAX_ATTEMPTS + 1} workers crashed")


def test_companies_are_imported_for_a_customer_created_by_a_webhook(connected: Container, store: FakeShop) -> None:
    run_until_idle(connected)
    connected.ingest_webhook()([a_delivery("customers/create", a_customer_body())])
    run_until_idle(connected)
    for_tea = CompanyContact(5, "Tea Ltd", None, "buyer", is_main=True)
    store.customers = [a_customer(companies=(for_tea,))]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        (link,) = tx.customer_links.list_for_shop(SHOP)
        customer = tx.erp.customers.get(link.erp_id)
    assert customer is not None
    assert customer.companies == (for_tea,)


def test_customers_are_imported_again_after_the_shop_was_erased_and_reconnected(
    connected: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.customers = [a_customer()]
    run_until_idle(connected)
    connected.disconnect_shop()(SHOP)
    request = json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode()
    connected.ingest_webhook()([a_delivery("shop/redact", request, "redact", triggered_at=clock.now())])
    run_until_idle(connected)
    assert list_first_names(connected) == [None]
    clock.advance(timedelta(days=3))
    connected.connect_shop().connect_with_token(SHOP, store.access_token)
    run_until_idle(connected)
    assert list_first_names(connected) == ["Ada"]


def test_an_erased_customer_is_not_restored_by_an_older_file(
    connected: Container, slow: FakeShop, clock: ManualClock
) -> None:
    run_until_idle(connected)
    connected.ingest_webhook()([a_delivery("customers/create", a_customer_body(), "create")])
    run_until_idle(connected)
    slow.customers = [a_customer(updated_at=NOON + timedelta(seconds=1))]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    connected.run_import().run_next()
    clock.advance(timedelta(seconds=5))
    request = json.dumps({"shop_domain": SHOP, "shop_id": 1, "customer": {"id": a_customer().id}}).encode()
    connected.ingest_webhook()([a_delivery("customers/redact", request, "redact", triggered_at=clock.now())])
    run_until_idle(connected)
    assert get_latest_run(connected).status is ImportStatus.DONE
    assert list_first_names(connected) == [None]


def test_a_variant_that_a_newer_webhook_removed_does_not_come_back_by_an_older_line(
    connected: Container, slow: FakeShop
) -> None:
    run_until_idle(connected)
    slow.variants = [a_variant(number, product_id=1, sku=f"SKU-{number}", updated_at=NOON) for number in (1, 2)]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    connected.run_import().run_next()
    body = {"id": 1, "title": "Tea", "updated_at": (NOON + timedelta(seconds=5)).isoformat(), "status": "active"}
    one_variant = json.dumps(body | {"variants": [{"id": 1, "sku": "SKU-1"}]}).encode()
    connected.ingest_webhook()([a_delivery("products/update", one_variant, "update")])
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP)] == [1]


def test_a_variant_created_when_the_list_was_requested_is_not_deleted(
    connected: Container, slow: FakeShop, clock: ManualClock
) -> None:
    run_until_idle(connected)
    clock.advance(timedelta(milliseconds=500))
    slow.variants = [a_variant(1, product_id=1, updated_at=NOON - timedelta(hours=1))]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    connected.run_import().run_next()
    this_second = clock.now().replace(microsecond=0).isoformat()
    body = {"id": 77, "title": "New", "updated_at": this_second, "status": "active", "variants": [{"id": 700}]}
    connected.ingest_webhook()([a_delivery("products/create", json.dumps(body).encode(), "create")])
    run_until_idle(connected)
    with connected.unit_of_work()() as tx:
        assert {mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP)} == {1, 700}
