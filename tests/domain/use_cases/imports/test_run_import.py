"""Runs of imports: waiting for the file, retrying, and the end of a run."""

from functools import partial

import pytest

from novex_shopify.domain.errors import (
    NovexError,
    ShopifyAccessDenied,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopNotApproved,
    ShopPaused,
)
from novex_shopify.domain.model.bulk_operation import BulkStatus
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.timing import UNAVAILABLE_CHECK_INTERVAL
from tests.builders import HOUR, NOON, SECOND, SHOP, a_customer, a_shop
from tests.domain.use_cases.imports.import_fakes import ImportFakes

MAX_ATTEMPTS = 8


def test_no_thread_waits_while_shopify_writes_the_file(slow: ImportFakes) -> None:
    slow.shop.customers = [a_customer(id=n) for n in (1, 2)]
    waiting = slow.run_until_waiting()
    assert (waiting.status, waiting.error, waiting.progress.total) == (ImportStatus.PENDING, None, 2)
    assert waiting.next_attempt_at == NOON + SECOND
    assert slow.shop.call_counts["bulk_get"] == 0


def test_a_release_ends_the_wait(slow: ImportFakes) -> None:
    slow.shop.customers = [a_customer()]
    slow.run_until_waiting()
    with slow.unit_of_work() as tx:
        tx.imports.release(SHOP, NOON)
        tx.commit()
    assert slow.run_until_waiting().status is ImportStatus.DONE


def test_the_polling_interval_grows_with_the_duration(slow: ImportFakes) -> None:
    slow.run_until_waiting()
    slow.update_operation(status=BulkStatus.RUNNING)
    slow.clock.advance(HOUR)
    run = slow.run_until_waiting()
    assert run.next_attempt_at is not None
    assert run.next_attempt_at - slow.clock.now() == 30 * SECOND


def test_each_stored_batch_resets_the_attempts(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer(id=n) for n in range(1, 111)]
    for batch in range(1, 11):
        outage = ShopifyUnavailable("no answer")
        fakes.shop.run_on_call(
            "bulk_line",
            fakes.shop.call_counts["bulk_line"] + batch * 10 + 1,
            partial(fakes.shop.fail_next_call, "bulk_line", outage),
        )
        while fakes.run_import.run_next():
            fakes.clock.advance(HOUR)
            if fakes.get_latest_run().error:
                break
    assert fakes.get_latest_run().status is ImportStatus.PENDING
    assert fakes.run_for_20_minutes().progress.read == 110


def test_a_cancelled_run_stops_after_its_current_batch(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer(id=n) for n in range(1, 26)]
    run = fakes.get_latest_run()
    fakes.shop.run_on_call("bulk_line", 15, lambda: fakes.run_import.cancel(run.id))
    cancelled = fakes.run_for_20_minutes()
    assert (cancelled.status, cancelled.progress.read) == (ImportStatus.CANCELLED, 10)
    assert len(fakes.list_first_names()) == 10
    assert not fakes.run_import.cancel(run.id)


def test_an_expired_file_is_requested_again(slow: ImportFakes) -> None:
    slow.shop.customers = [a_customer(id=n) for n in (1, 2)]
    slow.run_until_waiting()
    slow.shop.bulk_files.clear()
    assert slow.run_for_20_minutes().status is ImportStatus.DONE
    assert len(slow.list_first_names()) == 2


@pytest.mark.parametrize("known", [True, False])
def test_a_lost_operation_is_requested_again(slow: ImportFakes, *, known: bool) -> None:
    slow.shop.customers = [a_customer(id=n) for n in (1, 2)]
    slow.run_until_waiting()
    if known:
        slow.update_operation(status=BulkStatus.EXPIRED)
    else:
        slow.shop.bulk_operations.clear()
    assert slow.run_for_20_minutes().status is ImportStatus.DONE
    assert len(slow.list_first_names()) == 2


def test_a_partial_file_is_imported_and_the_rest_requested_again(slow: ImportFakes) -> None:
    slow.shop.customers = [a_customer(id=n) for n in (1, 2)]
    slow.run_until_waiting()
    slow.shop.customers.append(a_customer(id=3))
    slow.update_operation(status=BulkStatus.FAILED, error="TIMEOUT")
    slow.clock.advance(SECOND)
    failed = slow.run_until_waiting()
    assert failed.status is ImportStatus.PENDING
    assert failed.error == (
        "Shopify did not finish the export of customers (failed, TIMEOUT). 2 records were imported; it is retried."
    )
    assert len(slow.list_first_names()) == 2
    done = slow.run_for_20_minutes()
    assert (done.status, done.progress.written) == (ImportStatus.DONE, 3)


def test_a_partial_file_that_shopify_denied_is_imported_and_not_requested_again(slow: ImportFakes) -> None:
    slow.shop.customers = [a_customer()]
    slow.run_until_waiting()
    slow.update_operation(status=BulkStatus.FAILED, error="ACCESS_DENIED")
    failed = slow.run_for_20_minutes()
    assert (failed.status, failed.progress.read) == (ImportStatus.FAILED, 1)
    assert failed.error == "Shopify refused to export the customers: the app lacks a scope for them."
    assert len(slow.list_first_names()) == 1


def test_an_import_waits_for_as_long_as_the_shop_is_paused(fakes: ImportFakes) -> None:
    for _ in range(MAX_ATTEMPTS + 1):
        fakes.shop.fail_next_call("bulk_start", ShopPaused(SHOP, 402))
        assert fakes.run_until_waiting().status is ImportStatus.PENDING
        fakes.clock.advance(UNAVAILABLE_CHECK_INTERVAL)
    with fakes.unit_of_work() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    assert shop.connection_state is ConnectionState.PAUSED
    assert fakes.run_until_waiting().status is ImportStatus.DONE


@pytest.mark.parametrize("error", [ShopifyUnavailable("no answer"), ShopifyThrottled("five files are being written")])
def test_an_import_outlasts_an_outage_of_shopify(fakes: ImportFakes, error: NovexError) -> None:
    for _ in range(2 * MAX_ATTEMPTS):
        fakes.shop.fail_next_call("bulk_start", error)
        assert fakes.run_until_waiting().status is ImportStatus.PENDING
        fakes.clock.advance(HOUR)
    assert fakes.run_until_waiting().status is ImportStatus.DONE


def test_a_permanent_error_fails_the_run_with_its_reason(fakes: ImportFakes) -> None:
    fakes.shop.fail_next_call("bulk_start", ShopifyAccessDenied("the scope read_customers is missing"))
    failed = fakes.run_for_20_minutes()
    assert (failed.status, failed.error) == (
        ImportStatus.FAILED,
        "the scope read_customers is missing",
    )


def test_the_end_of_an_import_notifies_workers(fakes: ImportFakes) -> None:
    fakes.run_for_20_minutes()
    assert Work.EVENTS in fakes.notifier.notifications


def test_a_file_that_shopify_never_finishes_is_requested_a_limited_number_of_times(slow: ImportFakes) -> None:
    slow.shop.customers = [a_customer(id=1), a_customer(id=2, email="b@example.com", phone=None)]
    for _ in range(3 * MAX_ATTEMPTS):
        while slow.run_import.run_next():
            slow.update_operation(status=BulkStatus.FAILED, error="TIMEOUT")
        slow.clock.advance(HOUR)
    failed = slow.get_latest_run()
    assert (failed.status, slow.shop.call_counts["bulk_start"]) == (ImportStatus.FAILED, MAX_ATTEMPTS)
    assert failed.error is not None
    assert failed.error.startswith(f"Shopify did not finish the export of customers in {MAX_ATTEMPTS} attempts.")


def test_a_run_that_crashes_worker_after_worker_fails(fakes: ImportFakes) -> None:
    for number in range(MAX_ATTEMPTS + 1):
        worker = WorkerId("crashed", number)
        with fakes.unit_of_work() as tx:
            assert tx.imports.claim(worker, fakes.clock.now())
            fakes.clock.advance(SECOND)
            tx.claims.reclaim(worker, fakes.clock.now(), fakes.clock.now(), fakes.clock.now())
            tx.commit()
    assert fakes.run_import.run_next()
    failed = fakes.get_latest_run()
    assert failed.status is ImportStatus.FAILED
    assert failed.error is not None
    assert failed.error.startswith(f"{MAX_ATTEMPTS + 1} workers crashed")


def test_an_import_waits_for_the_stores_approval(fakes: ImportFakes) -> None:
    fakes.shop.customers = [a_customer()]
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(awaits_approval=True))
        tx.commit()
    with pytest.raises(ShopNotApproved, match=f"novex-shopify shops approve {SHOP}"):
        fakes.run_import.start(SHOP, ImportKind.CUSTOMERS)
    waiting = fakes.run_until_waiting()
    assert (waiting.status, waiting.next_attempt_at) == (ImportStatus.PENDING, NOON + UNAVAILABLE_CHECK_INTERVAL)
    assert fakes.list_first_names() == []
