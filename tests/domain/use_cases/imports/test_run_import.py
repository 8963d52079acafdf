"""Runs of imports: waiting for the file, retrying, and the end of a run."""

from datetime import timedelta
from functools import partial

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyAccessDenied, ShopifyUnavailable
from novex_shopify.domain.model.bulk_operation import BulkStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.work import Work, WorkerId
from tests.builders import NOON, SECOND, SHOP, a_customer, a_delivery
from tests.domain.use_cases.import_steps import get_latest_run, list_first_names, run_until_idle, update_operation

MAX_ATTEMPTS = 8


def test_no_thread_waits_while_shopify_writes_the_file(connected: Container, slow_shop: FakeShop) -> None:
    slow_shop.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    waiting = get_latest_run(connected)
    assert (waiting.status, waiting.error, waiting.progress.total) == (ImportStatus.PENDING, None, 2)
    assert waiting.next_attempt_at == NOON + SECOND
    assert slow_shop.call_counts["bulk_get"] == 0


def test_the_webhook_ends_the_wait(connected: Container, slow_shop: FakeShop) -> None:
    slow_shop.customers = [a_customer()]
    while connected.run_import().run_next():
        pass
    finish = b'{"admin_graphql_api_id": "gid://shopify/BulkOperation/2", "status": "completed", "type": "query"}'
    connected.ingest_webhook()([a_delivery("bulk_operations/finish", finish)])
    connected.process_event().run_next()
    while connected.run_import().run_next():
        pass
    assert get_latest_run(connected).status is ImportStatus.DONE


def test_the_polling_interval_grows_with_the_duration(
    connected: Container, slow_shop: FakeShop, clock: ManualClock
) -> None:
    connected.run_import().run_next()
    connected.run_import().run_next()
    update_operation(slow_shop, status=BulkStatus.RUNNING)
    clock.advance(timedelta(hours=1))
    while connected.run_import().run_next():
        pass
    run = get_latest_run(connected)
    assert run.next_attempt_at is not None
    assert run.next_attempt_at - clock.now() == timedelta(seconds=30)


def test_each_stored_batch_resets_the_attempts(connected: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    fake_shop.customers = [a_customer(id=n) for n in range(1, 111)]
    connected.run_import().run_next()
    for batch in range(1, 11):
        outage = ShopifyUnavailable("no answer")
        fake_shop.run_on_call(
            "bulk_line",
            fake_shop.call_counts["bulk_line"] + batch * 10 + 1,
            partial(fake_shop.fail_next_call, "bulk_line", outage),
        )
        while connected.run_import().run_next():
            clock.advance(timedelta(hours=1))
            if get_latest_run(connected).error:
                break
    assert get_latest_run(connected).status is ImportStatus.PENDING
    run_until_idle(connected)
    assert get_latest_run(connected).progress.read == 110


def test_a_cancelled_run_stops_after_its_current_batch(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.customers = [a_customer(id=n) for n in range(1, 26)]
    run = get_latest_run(connected)
    fake_shop.run_on_call("bulk_line", 15, lambda: connected.run_import().cancel(run.id))
    run_until_idle(connected)
    cancelled = get_latest_run(connected)
    assert (cancelled.status, cancelled.progress.read) == (ImportStatus.CANCELLED, 10)
    assert len(list_first_names(connected)) == 10
    assert not connected.run_import().cancel(run.id)


def test_an_expired_file_is_requested_again(connected: Container, slow_shop: FakeShop) -> None:
    slow_shop.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    slow_shop.bulk_files.clear()
    run_until_idle(connected)
    assert get_latest_run(connected).status is ImportStatus.DONE
    assert len(list_first_names(connected)) == 2


@pytest.mark.parametrize("known", [True, False])
def test_a_lost_operation_is_requested_again(connected: Container, slow_shop: FakeShop, *, known: bool) -> None:
    slow_shop.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    if known:
        update_operation(slow_shop, status=BulkStatus.EXPIRED)
    else:
        slow_shop.bulk_operations.clear()
    run_until_idle(connected)
    assert get_latest_run(connected).status is ImportStatus.DONE
    assert len(list_first_names(connected)) == 2


def test_a_partial_file_is_imported_and_the_rest_requested_again(
    connected: Container, slow_shop: FakeShop, clock: ManualClock
) -> None:
    slow_shop.customers = [a_customer(id=n) for n in (1, 2)]
    while connected.run_import().run_next():
        pass
    slow_shop.customers.append(a_customer(id=3))
    update_operation(slow_shop, status=BulkStatus.FAILED, error="TIMEOUT")
    clock.advance(SECOND)
    while connected.run_import().run_next():
        pass
    failed = get_latest_run(connected)
    assert failed.status is ImportStatus.PENDING
    assert failed.error == (
        "Shopify did not finish the export of customers (failed, TIMEOUT). 2 records were imported; it is retried."
    )
    assert len(list_first_names(connected)) == 2
    run_until_idle(connected)
    assert (get_latest_run(connected).status, get_latest_run(connected).progress.written) == (ImportStatus.DONE, 3)


def test_a_partial_file_that_shopify_denied_is_imported_and_not_requested_again(
    connected: Container, slow_shop: FakeShop
) -> None:
    slow_shop.customers = [a_customer()]
    while connected.run_import().run_next():
        pass
    update_operation(slow_shop, status=BulkStatus.FAILED, error="ACCESS_DENIED")
    run_until_idle(connected)
    failed = get_latest_run(connected)
    assert (failed.status, failed.progress.read) == (ImportStatus.FAILED, 1)
    assert failed.error == "Shopify refused to export the customers: the app lacks a scope for them."
    assert len(list_first_names(connected)) == 1


def test_a_permanent_error_fails_the_run_with_its_reason(connected: Container, fake_shop: FakeShop) -> None:
    connected.run_import().run_next()
    fake_shop.fail_next_call("bulk_start", ShopifyAccessDenied("the scope read_customers is missing"))
    run_until_idle(connected)
    failed = get_latest_run(connected)
    assert (failed.status, failed.error) == (
        ImportStatus.FAILED,
        "the scope read_customers is missing",
    )


def test_the_end_of_an_import_notifies_workers(connected: Container) -> None:
    run_until_idle(connected)
    assert Work.EVENTS in connected.notifier().notifications


def test_a_file_that_shopify_never_finishes_is_requested_a_limited_number_of_times(
    connected: Container, slow_shop: FakeShop, clock: ManualClock
) -> None:
    run_until_idle(connected)
    slow_shop.customers = [a_customer(id=1), a_customer(id=2, email="b@example.com", phone=None)]
    requested_before = slow_shop.call_counts["bulk_start"]
    connected.run_import().start(SHOP, ImportKind.CUSTOMERS)
    for _ in range(3 * MAX_ATTEMPTS):
        while connected.run_import().run_next():
            update_operation(slow_shop, status=BulkStatus.FAILED, error="TIMEOUT")
        clock.advance(timedelta(hours=1))
    failed = get_latest_run(connected)
    assert (failed.status, slow_shop.call_counts["bulk_start"] - requested_before) == (
        ImportStatus.FAILED,
        MAX_ATTEMPTS,
    )
    assert failed.error is not None
    assert failed.error.startswith(f"Shopify did not finish the export of customers in {MAX_ATTEMPTS} attempts.")


def test_a_run_that_crashes_worker_after_worker_fails(connected: Container, clock: ManualClock) -> None:
    for number in range(MAX_ATTEMPTS + 1):
        worker = WorkerId("crashed", number)
        with connected.unit_of_work()() as tx:
            assert tx.imports.claim(worker, clock.now())
            clock.advance(timedelta(seconds=1))
            tx.claims.reclaim(worker, clock.now(), clock.now(), clock.now())
            tx.commit()
    assert connected.run_import().run_next()
    failed = get_latest_run(connected, ImportKind.PRODUCTS)
    assert failed.status is ImportStatus.FAILED
    assert failed.error is not None
    assert failed.error.startswith(f"{MAX_ATTEMPTS + 1} workers crashed")
