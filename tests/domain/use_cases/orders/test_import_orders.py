"""Orders of a date range are imported: listed by a bulk operation, compared, and fetched where they differ."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

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
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.imports.run_import import RunImport
from novex_shopify.domain.use_cases.orders.import_orders import ImportOrders
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SHOP
from tests.domain.use_cases.event_steps import WORKER, store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.order_steps import (
    book_order,
    build_reconcile_orders,
    list_queued_orders,
    make_order,
    make_order_event,
)

DAY = timedelta(days=1)
LAST_30_DAYS = OrderRange(NOON - 30 * DAY, NOON + DAY, by_creation=True)
CHANGED_IN_30_DAYS = OrderRange(NOON - 30 * DAY, NOON)


def build_run_import(fakes: Fakes, max_batch_size: int = 1000) -> RunImport:
    importer = ImportOrders(
        fakes.unit_of_work, build_reconcile_orders(fakes), fakes.access, fakes.notifier, fakes.clock
    )
    return RunImport(
        fakes.unit_of_work,
        fakes.operations,
        {ImportKind.ORDERS: importer},
        fakes.access,
        RetryPolicy(lambda: 0.5),
        fakes.notifier,
        fakes.clock,
        WORKER,
        ActiveClaims(),
        max_batch_size,
    )


def import_orders(fakes: Fakes, orders: OrderRange = LAST_30_DAYS, max_batch_size: int = 1000) -> ImportRun:
    """Start or continue an import, and work until it waits or ends."""
    run_import = build_run_import(fakes, max_batch_size)
    run = run_import.start(SHOP, ImportKind.ORDERS, orders)
    while run_import.run_next():
        pass
    with fakes.unit_of_work() as tx:
        return tx.imports.get(run.id) or run


def place_orders(fakes: Fakes, *numbers: int) -> list[Order]:
    """Place orders yesterday, without webhooks."""
    orders = [make_order(number, created_at=NOON - DAY) for number in numbers]
    fakes.shop.orders |= {order.id: order for order in orders}
    return orders


def record_missed_window(fakes: Fakes, since_days: int) -> None:
    with fakes.unit_of_work() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, NOON - since_days * DAY, "a resync was requested", NOON))
        tx.commit()


def count_open_windows(fakes: Fakes) -> int:
    with fakes.unit_of_work() as tx:
        return len(tx.missed_windows.list_open())


def get_watermark(fakes: Fakes) -> datetime | None:
    with fakes.unit_of_work() as tx:
        return tx.reconciliations.get_watermark(SHOP)


def test_orders_placed_before_the_connection_are_queued_as_events(fakes: Fakes) -> None:
    placed = place_orders(fakes, *range(1, 61))
    run = import_orders(fakes)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 60, 60)
    assert list_queued_orders(fakes) == placed
    assert get_watermark(fakes) is None  # orders changed since then may be missing from this range


def test_only_the_requested_days_are_imported(fakes: Fakes) -> None:
    first, second = place_orders(fakes, 1, 2)
    fakes.shop.orders[2] = replace(second, created_at=NOON - 3 * DAY)
    import_orders(fakes, OrderRange.placed_on((NOON - DAY).date(), NOON.date()))
    assert list_queued_orders(fakes) == [first]


def test_what_is_the_same_on_both_sides_is_not_read(fakes: Fakes) -> None:
    for order in place_orders(fakes, 1, 2):
        book_order(fakes, order.id)
    run = import_orders(fakes)
    assert (run.progress.read, run.progress.written) == (2, 0)
    assert fakes.shop.call_counts["fetch_order"] == 0


def test_a_list_that_did_not_change_is_compared_all_the_same(fakes: Fakes) -> None:
    place_orders(fakes, 1)
    document = book_order(fakes, 1)
    assert import_orders(fakes).progress.written == 0
    with fakes.unit_of_work() as tx:
        tx.erp.orders.delete([document.id or ""], NOON)
        tx.commit()
    assert import_orders(fakes).progress.written == 1


def test_an_order_that_waits_for_a_product_is_not_read_again(fakes: Fakes) -> None:
    fakes.shop.orders = {ORDER_ID: make_order()}
    store_event(fakes, make_order_event(), Settlement(EventStatus.PARKED))
    run = import_orders(fakes)
    assert (run.progress.read, run.progress.written, fakes.shop.call_counts["fetch_order"]) == (1, 0, 0)


def test_an_order_that_cannot_be_read_is_reported_and_delays_no_other(fakes: Fakes) -> None:
    _, second = place_orders(fakes, 1, 2)
    fakes.shop.fail_next_call("fetch_order", ShopifyRefused("order", ["It has 50 or more fulfillments."]))
    run = import_orders(fakes)
    assert (run.status, run.progress.refused) == (ImportStatus.DONE, 1)
    with fakes.unit_of_work() as tx:
        (refused,) = tx.imports.list_refused_lines(run.id)
    assert refused == RefusedLine(
        1, "Order 1 could not be read: Shopify declined order: It has 50 or more fulfillments."
    )
    assert list_queued_orders(fakes) == [second]


def test_an_interrupted_run_continues_with_its_current_batch(fakes: Fakes) -> None:
    placed = place_orders(fakes, *range(1, 13))
    fakes.shop.run_on_call(
        "fetch_order", 8, lambda: fakes.shop.fail_next_call("fetch_order", ShopifyUnavailable("no answer"))
    )
    run = import_orders(fakes, max_batch_size=5)
    assert (run.status, run.progress.read, list_queued_orders(fakes)) == (ImportStatus.PENDING, 5, placed[:5])
    fakes.clock.advance(HOUR)
    run = import_orders(fakes, max_batch_size=5)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 12, 12)
    assert fakes.shop.call_counts["fetch_order"] == 12 + 3
    assert list_queued_orders(fakes) == placed


def test_orders_that_shopify_hides_are_refused(fakes: Fakes) -> None:
    with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
        import_orders(fakes, OrderRange(NOON - 61 * DAY, NOON, by_creation=True))


@pytest.mark.parametrize("kind", [ImportKind.ORDERS, ImportKind.PRODUCTS])
def test_a_shop_that_is_not_connected_cannot_be_read(fakes: Fakes, kind: ImportKind) -> None:
    fakes.connect_shop(uninstalled_at=NOON)
    for domain in (SHOP, OTHER_SHOP):
        with pytest.raises(ShopNotConnected, match="Connect it"):
            build_run_import(fakes).start(domain, kind, LAST_30_DAYS if kind is ImportKind.ORDERS else None)


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(InvalidDateRange, match="got '2026-11-23' and '2026-11-22'"):
        OrderRange.placed_on(NOON.date(), (NOON - DAY).date())


@pytest.mark.parametrize(("kind", "orders"), [(ImportKind.ORDERS, None), (ImportKind.PRODUCTS, LAST_30_DAYS)])
def test_only_an_import_of_orders_has_a_range(fakes: Fakes, kind: ImportKind, orders: OrderRange | None) -> None:
    with pytest.raises(ValueError, match="order range"):
        build_run_import(fakes).start(SHOP, kind, orders)


def test_an_import_of_changed_orders_moves_the_watermark_and_closes_the_missed_window(fakes: Fakes) -> None:
    changed = make_order(1, updated_at=NOON - 20 * DAY)
    fakes.shop.orders[1] = changed
    record_missed_window(fakes, since_days=30)
    run = import_orders(fakes, CHANGED_IN_30_DAYS)
    assert (run.status, list_queued_orders(fakes), count_open_windows(fakes)) == (ImportStatus.DONE, [changed], 0)
    assert get_watermark(fakes) == NOON


def test_a_missed_window_that_began_before_the_range_stays_open(fakes: Fakes) -> None:
    record_missed_window(fakes, since_days=31)
    import_orders(fakes, CHANGED_IN_30_DAYS)
    assert count_open_windows(fakes) == 1


def test_a_failed_import_moves_no_watermark_and_closes_no_missed_window(fakes: Fakes) -> None:
    record_missed_window(fakes, since_days=30)
    fakes.shop.fail_next_call("bulk_start", ShopifyRefused("the list of orders", ["Not now."]))
    assert import_orders(fakes, CHANGED_IN_30_DAYS).status is ImportStatus.FAILED
    assert count_open_windows(fakes) == 1
    assert get_watermark(fakes) is None
