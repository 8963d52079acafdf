"""Each store is resynced every hour, and after a missed window at once."""

from dataclasses import replace
from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.missed_window import MissedWindow
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_delivery, a_refund, a_variant, an_order_body
from tests.domain.use_cases.reconciliation_steps import list_document_ids, make_order
from tests.domain.use_cases.webhook_steps import process_events

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_each_shop_is_resynced_once_an_hour_whatever_the_number_of_workers(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    for _ in range(3):
        mapped.resync_shops_hourly()()
    assert fake_shop.call_counts["fetch_order_summaries"] == 1
    clock.advance(HOUR)
    fake_shop.orders = {ORDER_ID: replace(make_order(mapped), updated_at=clock.now() - MINUTE)}
    mapped.resync_shops_hourly()()
    process_events(mapped)
    assert list_document_ids(mapped) == [ORDER_ID]


def test_an_interrupted_resync_resumes_at_the_watermark(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    fake_shop.orders = {
        number: replace(make_order(mapped, number), updated_at=NOON + number * 15 * MINUTE) for number in (1, 2, 3)
    }
    fake_shop.run_on_call(
        "fetch_order_summaries",
        3,
        lambda: fake_shop.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer")),
    )
    mapped.resync_shops_hourly()()
    with mapped.unit_of_work()() as tx:
        assert tx.reconciliations.get_watermark(SHOP) == NOON + 30 * MINUTE
    clock.advance(HOUR)
    mapped.resync_shops_hourly()()
    process_events(mapped)
    assert list_document_ids(mapped) == [1, 2, 3]


def test_a_missed_window_is_resynced_at_once_and_closed(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    mapped.resync_shops_hourly()()
    clock.advance(5 * MINUTE)
    fake_shop.orders = {ORDER_ID: replace(make_order(mapped), updated_at=NOON - 3 * HOUR)}
    with mapped.unit_of_work()() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, NOON - 3 * HOUR, "unusually silent", clock.now()))
        tx.commit()
    mapped.resync_shops_hourly()()
    process_events(mapped)
    assert list_document_ids(mapped) == [ORDER_ID]
    with mapped.unit_of_work()() as tx:
        assert list(tx.missed_windows.list_open()) == []


def test_a_lost_change_is_imported_while_an_older_state_is_parked(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    process_events(connected)
    connected.resync_shops_hourly()()
    clock.advance(HOUR)
    refunded = replace(make_order(connected), refunds=(a_refund(5),), updated_at=clock.now() - 20 * MINUTE)
    fake_shop.orders = {ORDER_ID: refunded}
    connected.resync_shops_hourly()()
    fake_shop.variants = [a_variant()]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    while connected.run_import().run_next():
        pass
    process_events(connected)
    with connected.unit_of_work()() as tx:
        (document,) = tx.erp.orders.list_latest(9)
    assert [refund.id for refund in document.refunds] == [5]


def test_while_the_orders_of_a_long_time_are_imported_no_other_import_is_planned(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.delays_bulk_operations = True
    clock.advance(20 * DAY)
    mapped.resync_shops_hourly()()
    clock.advance(HOUR)
    mapped.resync_shops_hourly()()
    with mapped.unit_of_work()() as tx:
        assert len([run for run in tx.imports.list_latest(9) if run.kind is ImportKind.ORDERS]) == 1
        assert tx.reconciliations.get_watermark(SHOP) is None
