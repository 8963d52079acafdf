"""Orders of a date range are imported: listed by a bulk operation, compared, and fetched where they differ."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    InvalidDateRange,
    OrdersNotAccessible,
    ShopifyRefused,
    ShopifyUnavailable,
    ShopNotConnected,
)
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.reconciliation import OrderRange
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SHOP, a_delivery, an_order_body
from tests.domain.use_cases.reconciliation_steps import list_document_ids, make_order
from tests.domain.use_cases.webhook_steps import process_events

DAY = timedelta(days=1)
LAST_30_DAYS = OrderRange(NOON - 30 * DAY, NOON + DAY, by_creation=True)


def import_orders(container: Container, orders: OrderRange = LAST_30_DAYS) -> ImportRun:
    """Start an import, and work until it waits or ends."""
    container.run_import().start(SHOP, ImportKind.ORDERS, orders)
    return continue_import(container)


def continue_import(container: Container) -> ImportRun:
    """Continue the last import of orders, until it waits or ends."""
    while container.run_import().run_next():
        pass
    process_events(container)
    with container.unit_of_work()() as tx:
        return next(run for run in tx.imports.list_latest(9) if run.kind is ImportKind.ORDERS)


def place_orders(container: Container, fake_shop: FakeShop, *numbers: int) -> None:
    """Place orders yesterday, without webhooks."""
    for number in numbers:
        fake_shop.orders[number] = replace(make_order(container, number), created_at=NOON - DAY)


def test_orders_placed_before_the_connection_are_imported(mapped: Container, fake_shop: FakeShop) -> None:
    place_orders(mapped, fake_shop, *range(1, 61))
    run = import_orders(mapped)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 60, 60)
    assert list_document_ids(mapped) == list(range(1, 61))


def test_only_the_requested_days_are_imported(mapped: Container, fake_shop: FakeShop) -> None:
    place_orders(mapped, fake_shop, 1, 2)
    fake_shop.orders[2] = replace(fake_shop.orders[2], created_at=NOON - 3 * DAY)
    import_orders(mapped, OrderRange.placed_on((NOON - DAY).date(), NOON.date()))
    assert list_document_ids(mapped) == [1]


def test_what_is_the_same_on_both_sides_is_not_read(mapped: Container, fake_shop: FakeShop) -> None:
    place_orders(mapped, fake_shop, 1, 2)
    import_orders(mapped)
    run = import_orders(mapped)
    assert (run.progress.read, run.progress.written) == (2, 0)
    assert fake_shop.call_counts["fetch_order"] == 2


def test_a_list_that_did_not_change_is_compared_all_the_same(mapped: Container, fake_shop: FakeShop) -> None:
    place_orders(mapped, fake_shop, 1)
    import_orders(mapped)
    with mapped.unit_of_work()() as tx:
        tx.erp.orders.delete([link.erp_id for link in tx.order_links.get_many(SHOP, [1]).values()], NOON)
        tx.commit()
    assert import_orders(mapped).progress.written == 1


def test_an_order_that_waits_for_a_product_is_not_read_again(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.orders = {ORDER_ID: make_order(connected)}
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    process_events(connected)
    run = import_orders(connected)
    assert (run.progress.read, run.progress.written, fake_shop.call_counts["fetch_order"]) == (1, 0, 0)


def test_an_order_that_cannot_be_read_is_reported_and_delays_no_other(mapped: Container, fake_shop: FakeShop) -> None:
    place_orders(mapped, fake_shop, 1, 2)
    fake_shop.run_on_call(
        "fetch_order",
        1,
        lambda: fake_shop.fail_next_call("fetch_order", ShopifyRefused("order", ["It has 50 or more fulfillments."])),
    )
    run = import_orders(mapped)
    assert (run.status, run.progress.refused) == (ImportStatus.DONE, 1)
    with mapped.unit_of_work()() as tx:
        (refused,) = tx.imports.list_refused_lines(run.id)
    assert refused == RefusedLine(
        1, "Order 1 could not be read: Shopify declined order: It has 50 or more fulfillments."
    )
    assert list_document_ids(mapped) == [2]


def test_an_interrupted_run_continues_with_its_current_batch(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    mapped.run_import.add_kwargs(max_batch_size=5)
    place_orders(mapped, fake_shop, *range(1, 13))
    fake_shop.run_on_call(
        "fetch_order", 8, lambda: fake_shop.fail_next_call("fetch_order", ShopifyUnavailable("no answer"))
    )
    run = import_orders(mapped)
    assert (run.status, run.progress.read, list_document_ids(mapped)) == (ImportStatus.PENDING, 5, [1, 2, 3, 4, 5])
    clock.advance(HOUR)
    run = continue_import(mapped)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 12, 12)
    assert fake_shop.call_counts["fetch_order"] == 12 + 3
    assert list_document_ids(mapped) == list(range(1, 13))


def test_orders_that_shopify_hides_are_refused(mapped: Container) -> None:
    with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
        import_orders(mapped, OrderRange(NOON - 61 * DAY, NOON, by_creation=True))


@pytest.mark.parametrize("kind", [ImportKind.ORDERS, ImportKind.PRODUCTS])
def test_a_shop_that_is_not_connected_cannot_be_read(mapped: Container, kind: ImportKind) -> None:
    mapped.disconnect_shop()(SHOP)
    for domain in (SHOP, OTHER_SHOP):
        with pytest.raises(ShopNotConnected, match="Connect it"):
            mapped.run_import().start(domain, kind, LAST_30_DAYS if kind is ImportKind.ORDERS else None)


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(InvalidDateRange, match="got '2026-11-23' and '2026-11-22'"):
        OrderRange.placed_on(NOON.date(), (NOON - DAY).date())


@pytest.mark.parametrize(("kind", "orders"), [(ImportKind.ORDERS, None), (ImportKind.PRODUCTS, LAST_30_DAYS)])
def test_only_an_import_of_orders_has_a_range(mapped: Container, kind: ImportKind, orders: OrderRange | None) -> None:
    with pytest.raises(ValueError, match="order range"):
        mapped.run_import().start(SHOP, kind, orders)


def test_after_a_long_absence_what_changed_is_listed_by_a_bulk_operation(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    mapped.resync_shops_hourly()()
    calls = fake_shop.call_counts["fetch_order_summaries"]
    clock.advance(20 * DAY)
    fake_shop.orders[1] = replace(make_order(mapped, 1), updated_at=NOON + DAY)
    mapped.resync_shops_hourly()()
    run = continue_import(mapped)
    assert (run.status, list_document_ids(mapped)) == (ImportStatus.DONE, [1])
    assert fake_shop.call_counts["fetch_order_summaries"] == calls
    with mapped.unit_of_work()() as tx:
        assert tx.reconciliations.get_watermark(SHOP) == NOON + 20 * DAY


def test_a_long_missed_window_is_closed_when_its_orders_are_imported(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    mapped.resync_shops_hourly()()
    fake_shop.orders[1] = replace(make_order(mapped, 1), updated_at=NOON - 20 * DAY)
    with mapped.unit_of_work()() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, NOON - 30 * DAY, "a resync was requested", clock.now()))
        tx.commit()
    clock.advance(HOUR)
    mapped.resync_shops_hourly()()
    with mapped.unit_of_work()() as tx:
        assert len(tx.missed_windows.list_open()) == 1
    continue_import(mapped)
    assert list_document_ids(mapped) == [1]
    with mapped.unit_of_work()() as tx:
        assert list(tx.missed_windows.list_open()) == []


def test_a_failed_import_moves_no_watermark_and_is_retried_an_hour_later(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(20 * DAY)
    fake_shop.orders[1] = replace(make_order(mapped, 1), updated_at=NOON + DAY)
    fake_shop.fail_next_call("bulk_start", ShopifyRefused("the list of orders", ["Not now."]))
    mapped.resync_shops_hourly()()
    assert continue_import(mapped).status is ImportStatus.FAILED
    with mapped.unit_of_work()() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, NOON, "a resync was requested", clock.now()))
        tx.commit()
    clock.advance(HOUR / 2)
    mapped.resync_shops_hourly()()
    assert continue_import(mapped).status is ImportStatus.FAILED
    clock.advance(HOUR / 2)
    mapped.resync_shops_hourly()()
    assert continue_import(mapped).status is ImportStatus.DONE
    assert list_document_ids(mapped) == [1]
    with mapped.unit_of_work()() as tx:
        assert tx.reconciliations.get_watermark(SHOP) == NOON + 20 * DAY + HOUR
