"""The orders of a long time are brought over: listed by Shopify, compared, and read where they differ."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    InvalidDays,
    OrdersNotShown,
    ShopifyRefused,
    ShopifyUnavailable,
    ShopNotConnected,
)
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SHOP, a_delivery, an_order_body
from tests.domain.use_cases.test_reconcile_orders import documents, shop, the_order, work

__all__ = ["shop"]

DAY = timedelta(days=1)
LAST_WEEKS = OrderRange(NOON - 30 * DAY, NOON + DAY, created=True)


def bring_over(container: Container, orders: OrderRange = LAST_WEEKS) -> ImportRun:
    """Plan a run, and work until it waits or is at its end."""
    container.run_import().start(SHOP, ImportKind.ORDERS, orders)
    return go_on(container)


def go_on(container: Container) -> ImportRun:
    """Work on the last run of orders."""
    while container.run_import().run_next():
        pass
    work(container)
    with container.unit_of_work()() as tx:
        return next(run for run in tx.imports.latest(9) if run.kind is ImportKind.ORDERS)


def place(container: Container, store: MemoryStore, *numbers: int) -> None:
    """Orders of yesterday, whose webhooks never came."""
    for number in numbers:
        store.stated_orders[number] = replace(the_order(container, number), created_at=NOON - DAY)


def test_what_was_placed_before_the_store_was_connected_is_brought(shop: Container, store: MemoryStore) -> None:
    place(shop, store, *range(1, 61))
    run = bring_over(shop)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 60, 60)
    assert documents(shop) == list(range(1, 61))


def test_only_the_days_that_were_asked_for_are_brought(shop: Container, store: MemoryStore) -> None:
    place(shop, store, 1, 2)
    store.stated_orders[2] = replace(store.stated_orders[2], created_at=NOON - 3 * DAY)
    bring_over(shop, OrderRange.placed_on((NOON - DAY).date(), NOON.date()))
    assert documents(shop) == [1]


def test_what_is_the_same_on_both_sides_is_not_read(shop: Container, store: MemoryStore) -> None:
    place(shop, store, 1, 2)
    bring_over(shop)
    run = bring_over(shop)
    assert (run.progress.read, run.progress.written) == (2, 0)
    assert store.calls["order"] == 2


def test_a_list_that_did_not_change_is_compared_all_the_same(shop: Container, store: MemoryStore) -> None:
    place(shop, store, 1)
    bring_over(shop)
    with shop.unit_of_work()() as tx:
        tx.erp.orders.delete([link.erp_id for link in tx.order_links.get(SHOP, [1]).values()], NOON)
        tx.commit()
    assert bring_over(shop).progress.written == 1


def test_an_order_that_waits_for_a_product_is_not_read_again(connected: Container, store: MemoryStore) -> None:
    store.stated_orders = {ORDER_ID: the_order(connected)}
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    work(connected)
    run = bring_over(connected)
    assert (run.progress.read, run.progress.written, store.calls["order"]) == (1, 0, 0)


def test_an_order_that_cannot_be_read_is_named_and_holds_up_no_other(shop: Container, store: MemoryStore) -> None:
    place(shop, store, 1, 2)
    store.at("order", 1, lambda: store.fail_next("order", ShopifyRefused("order", ["It has 50 or more parcels."])))
    run = bring_over(shop)
    assert (run.status, run.progress.refused) == (ImportStatus.DONE, 1)
    with shop.unit_of_work()() as tx:
        (refused,) = tx.imports.refused(run.id)
    assert refused == RefusedLine(
        1, "order 1 could not be read: ShopifyRefused: Shopify declined order: It has 50 or more parcels."
    )
    assert documents(shop) == [2]


def test_a_run_that_was_interrupted_goes_on_with_the_batch_it_was_at(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    shop.run_import.add_kwargs(most_at_once=5)
    place(shop, store, *range(1, 13))
    store.at("order", 8, lambda: store.fail_next("order", ShopifyUnavailable("no answer")))
    run = bring_over(shop)
    assert (run.status, run.progress.read, documents(shop)) == (ImportStatus.PENDING, 5, [1, 2, 3, 4, 5])
    clock.advance(HOUR)
    run = go_on(shop)
    assert (run.status, run.progress.read, run.progress.written) == (ImportStatus.DONE, 12, 12)
    assert store.calls["order"] == 12 + 3
    assert documents(shop) == list(range(1, 13))


def test_orders_that_shopify_hides_are_refused(shop: Container) -> None:
    with pytest.raises(OrdersNotShown, match="read_all_orders"):
        bring_over(shop, OrderRange(NOON - 61 * DAY, NOON, created=True))


@pytest.mark.parametrize("kind", [ImportKind.ORDERS, ImportKind.PRODUCTS])
def test_a_store_that_is_not_connected_cannot_be_read(shop: Container, kind: ImportKind) -> None:
    shop.disconnect_shop()(SHOP)
    for domain in (SHOP, OTHER_SHOP):
        with pytest.raises(ShopNotConnected, match="Connect it"):
            shop.run_import().start(domain, kind, LAST_WEEKS if kind is ImportKind.ORDERS else None)


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(InvalidDays, match="no day from '2026-11-23' to '2026-11-22'"):
        OrderRange.placed_on(NOON.date(), (NOON - DAY).date())


@pytest.mark.parametrize(("kind", "orders"), [(ImportKind.ORDERS, None), (ImportKind.PRODUCTS, LAST_WEEKS)])
def test_only_an_import_of_orders_is_about_a_range(
    shop: Container, kind: ImportKind, orders: OrderRange | None
) -> None:
    with pytest.raises(ValueError, match="range of orders"):
        shop.run_import().start(SHOP, kind, orders)


def test_after_a_long_absence_what_changed_is_listed_by_a_bulk_operation(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    shop.catch_up()()
    calls = store.calls["stated_orders"]
    clock.advance(20 * DAY)
    store.stated_orders[1] = replace(the_order(shop, 1), updated_at=NOON + DAY)
    shop.catch_up()()
    run = go_on(shop)
    assert (run.status, documents(shop)) == (ImportStatus.DONE, [1])
    assert store.calls["stated_orders"] == calls
    with shop.unit_of_work()() as tx:
        assert tx.reconciliations.watermark(SHOP) == NOON + 20 * DAY


def test_a_long_gap_is_closed_when_its_orders_are_here(shop: Container, store: MemoryStore, clock: ManualClock) -> None:
    shop.catch_up()()
    store.stated_orders[1] = replace(the_order(shop, 1), updated_at=NOON - 20 * DAY)
    with shop.unit_of_work()() as tx:
        tx.gaps.note(Gap(SHOP, NOON - 30 * DAY, "a person looks for an order", clock.now()))
        tx.commit()
    clock.advance(HOUR)
    shop.catch_up()()
    with shop.unit_of_work()() as tx:
        assert len(tx.gaps.open()) == 1
    go_on(shop)
    assert documents(shop) == [1]
    with shop.unit_of_work()() as tx:
        assert list(tx.gaps.open()) == []


def test_while_the_orders_of_a_long_time_are_imported_no_other_import_is_planned(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.takes_its_time = True
    clock.advance(20 * DAY)
    shop.catch_up()()
    clock.advance(HOUR)
    shop.catch_up()()
    with shop.unit_of_work()() as tx:
        assert len([run for run in tx.imports.latest(9) if run.kind is ImportKind.ORDERS]) == 1
        assert tx.reconciliations.watermark(SHOP) is None


def test_an_import_that_failed_moves_no_watermark_and_is_planned_anew_an_hour_later(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(20 * DAY)
    store.stated_orders[1] = replace(the_order(shop, 1), updated_at=NOON + DAY)
    store.fail_next("bulk_start", ShopifyRefused("the list of orders", ["Not now."]))
    shop.catch_up()()
    assert go_on(shop).status is ImportStatus.FAILED
    with shop.unit_of_work()() as tx:
        tx.gaps.note(Gap(SHOP, NOON, "a person looks for an order", clock.now()))
        tx.commit()
    clock.advance(HOUR / 2)
    shop.catch_up()()
    assert go_on(shop).status is ImportStatus.FAILED
    clock.advance(HOUR / 2)
    shop.catch_up()()
    assert go_on(shop).status is ImportStatus.DONE
    assert documents(shop) == [1]
    with shop.unit_of_work()() as tx:
        assert tx.reconciliations.watermark(SHOP) == NOON + 20 * DAY + HOUR
