"""Each store is resynced every hour, and after a missed window at once."""

from datetime import datetime, timedelta

import pytest

from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.timing import RESYNC_OVERLAP
from novex_shopify.domain.use_cases.reconciliation.reconcile_customers import ReconcileCustomers
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.reconciliation.resync_shops_hourly import ResyncShopsHourly
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_customer
from tests.domain.use_cases.customer_steps import get_first_names
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.order_steps import list_queued_orders, make_order

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def resync_shops_hourly(fakes: Fakes, reconcile_orders: ReconcileOrders) -> ResyncShopsHourly:
    reconcile_customers = ReconcileCustomers(fakes.unit_of_work, fakes.admin, fakes.access, fakes.clock)
    return ResyncShopsHourly(
        fakes.unit_of_work, reconcile_orders, reconcile_customers, fakes.notifier, fakes.clock, WORKER
    )


def record_missed_window(fakes: Fakes, since: datetime) -> None:
    with fakes.unit_of_work() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, since, "unusually silent", fakes.clock.now()))
        tx.commit()


def count_open_windows(fakes: Fakes) -> int:
    with fakes.unit_of_work() as tx:
        return len(tx.missed_windows.list_open())


def get_watermark(fakes: Fakes) -> datetime | None:
    with fakes.unit_of_work() as tx:
        return tx.reconciliations.get_watermark(SHOP)


def list_imports(fakes: Fakes) -> list[ImportRun]:
    """List the imports, newest first."""
    with fakes.unit_of_work() as tx:
        return list(tx.imports.list_latest(9))


def fail_import(fakes: Fakes) -> None:
    """Let the planned import fail now."""
    with fakes.unit_of_work() as tx:
        run = tx.imports.claim(WORKER, fakes.clock.now())
        assert run is not None
        tx.imports.save(run.finish(ImportStatus.FAILED, fakes.clock.now(), "Not now."), fakes.clock.now())
        tx.commit()


def test_each_shop_is_resynced_once_an_hour_whatever_the_number_of_workers(
    fakes: Fakes, resync_shops_hourly: ResyncShopsHourly
) -> None:
    for _ in range(3):
        resync_shops_hourly()
    assert fakes.shop.call_counts["fetch_order_summaries"] == 1
    fakes.clock.advance(HOUR)
    changed = make_order(updated_at=fakes.clock.now() - MINUTE)
    fakes.shop.orders = {ORDER_ID: changed}
    resync_shops_hourly()
    assert list_queued_orders(fakes) == [changed]


def test_an_interrupted_resync_resumes_at_the_watermark(fakes: Fakes, resync_shops_hourly: ResyncShopsHourly) -> None:
    fakes.clock.advance(HOUR)
    changed = [make_order(number, updated_at=NOON + number * 15 * MINUTE) for number in (1, 2, 3)]
    fakes.shop.orders = {order.id: order for order in changed}
    fakes.shop.run_on_call(
        "fetch_order_summaries",
        3,
        lambda: fakes.shop.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer")),
    )
    resync_shops_hourly()
    assert get_watermark(fakes) == NOON + 30 * MINUTE
    fakes.clock.advance(HOUR)
    resync_shops_hourly()
    assert list_queued_orders(fakes) == changed


def test_a_missed_window_is_resynced_at_once_and_closed(fakes: Fakes, resync_shops_hourly: ResyncShopsHourly) -> None:
    resync_shops_hourly()
    fakes.clock.advance(5 * MINUTE)
    missed = make_order(updated_at=NOON - 3 * HOUR)
    fakes.shop.orders = {ORDER_ID: missed}
    record_missed_window(fakes, since=NOON - 3 * HOUR)
    resync_shops_hourly()
    assert list_queued_orders(fakes) == [missed]
    assert count_open_windows(fakes) == 0


def test_customers_that_failed_are_resynced_an_hour_later_and_hold_up_no_orders(
    fakes: Fakes, resync_shops_hourly: ResyncShopsHourly
) -> None:
    resync_shops_hourly()
    fakes.clock.advance(HOUR)
    fakes.shop.customers = [a_customer(id=1, updated_at=fakes.clock.now() - MINUTE)]
    fakes.shop.fail_next_call("fetch_changed_customers", ShopifyUnavailable("no answer"))
    resync_shops_hourly()
    assert (get_first_names(fakes), get_watermark(fakes)) == ({}, NOON + HOUR)
    fakes.clock.advance(HOUR)
    resync_shops_hourly()
    assert get_first_names(fakes) == {1: "Ada"}


def test_after_a_long_absence_what_changed_is_listed_by_a_bulk_operation(
    fakes: Fakes, resync_shops_hourly: ResyncShopsHourly
) -> None:
    resync_shops_hourly()
    calls = fakes.shop.call_counts["fetch_order_summaries"]
    fakes.clock.advance(20 * DAY)
    resync_shops_hourly()
    (planned,) = list_imports(fakes)
    assert (planned.kind, planned.order_range) == (
        ImportKind.ORDERS,
        OrderRange(NOON - RESYNC_OVERLAP, NOON + 20 * DAY),
    )
    assert fakes.notifier.notifications[-1] is Work.IMPORTS
    assert fakes.shop.call_counts["fetch_order_summaries"] == calls


def test_a_long_missed_window_stays_open_while_its_orders_are_imported(
    fakes: Fakes, resync_shops_hourly: ResyncShopsHourly
) -> None:
    resync_shops_hourly()
    record_missed_window(fakes, since=NOON - 30 * DAY)
    fakes.clock.advance(HOUR)
    resync_shops_hourly()
    (planned,) = list_imports(fakes)
    assert planned.order_range == OrderRange(NOON - 30 * DAY - RESYNC_OVERLAP, NOON + HOUR)
    assert count_open_windows(fakes) == 1


def test_while_the_orders_of_a_long_time_are_imported_no_other_import_is_planned(
    fakes: Fakes, resync_shops_hourly: ResyncShopsHourly
) -> None:
    fakes.clock.advance(20 * DAY)
    resync_shops_hourly()
    fakes.clock.advance(HOUR)
    resync_shops_hourly()
    assert len(list_imports(fakes)) == 1
    assert get_watermark(fakes) is None


def test_a_failed_import_is_planned_again_an_hour_later(fakes: Fakes, resync_shops_hourly: ResyncShopsHourly) -> None:
    fakes.clock.advance(20 * DAY)
    resync_shops_hourly()
    fail_import(fakes)
    record_missed_window(fakes, since=NOON)
    fakes.clock.advance(HOUR / 2)
    resync_shops_hourly()
    assert [run.status for run in list_imports(fakes)] == [ImportStatus.FAILED]
    fakes.clock.advance(HOUR / 2)
    resync_shops_hourly()
    assert [run.status for run in list_imports(fakes)] == [ImportStatus.PENDING, ImportStatus.FAILED]
    assert list_imports(fakes)[0].order_range == OrderRange(NOON - RESYNC_OVERLAP, NOON + 20 * DAY + HOUR)
    assert get_watermark(fakes) is None
