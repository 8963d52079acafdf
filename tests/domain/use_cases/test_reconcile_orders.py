"""Orders that no webhook brought are found by the clock, and where a gap was noticed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import OrdersNotShown, ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import Difference, Drift
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from tests.builders import HOUR, NOON, ORDER_ID, SECOND, SHOP, a_delivery, a_refund, a_variant, an_order_body

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def shop(connected: Container, store: MemoryStore) -> Container:
    """The store is connected and its product is mapped."""
    store.variants = [a_variant()]
    while connected.run_import().run_next():
        pass
    return connected


def the_order(container: Container, order_id: int = ORDER_ID, **changes: object) -> Order:
    """As the webhook's body says."""
    order = container.payloads().order(an_order_body())
    return replace(order, id=order_id, updated_at=NOON, **changes)  # type: ignore[arg-type]


def work(container: Container) -> None:
    """Until the inbox is empty."""
    while container.process_event().run_next():
        pass


def look(container: Container) -> list[Difference]:
    """At what changed within the hour."""
    return list(container.reconcile_orders()(SHOP, NOON - HOUR, NOON + HOUR))


def documents(container: Container) -> list[int]:
    """The orders that the ERP has."""
    with container.unit_of_work()() as tx:
        return sorted(document.shopify_order_id for document in tx.erp.orders.latest(99))


def test_an_order_without_a_webhook_is_brought_by_the_way_of_events(shop: Container, store: MemoryStore) -> None:
    store.stated_orders = {number: the_order(shop, number) for number in (1, 2, 3)}
    assert [each.reason for each in look(shop)] == ["no webhook of it ever came"] * 3
    work(shop)
    assert documents(shop) == [1, 2, 3]
    assert look(shop) == []


def test_an_order_that_waits_for_a_product_is_named_and_left_alone(connected: Container, store: MemoryStore) -> None:
    store.stated_orders = {ORDER_ID: the_order(connected)}
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    work(connected)
    (difference,) = look(connected)
    assert difference.reason.startswith("parked: ProductsNotMapped")
    assert store.calls["order"] == 0


def test_what_was_read_never_overwrites_a_newer_state(shop: Container, store: MemoryStore) -> None:
    store.stated_orders = {ORDER_ID: the_order(shop, note="read")}
    look(shop)
    newer = an_order_body(updated_at=(NOON + SECOND).isoformat(), note="by webhook")
    shop.ingest_webhook()([a_delivery("orders/updated", newer)])
    work(shop)
    with shop.unit_of_work()() as tx:
        (document,) = tx.erp.orders.latest(9)
        by_status = {event.topic: event.status for event in tx.events.latest(9)}
    assert document.note == "by webhook"
    assert by_status == {"orders/read": EventStatus.DONE, "orders/updated": EventStatus.DONE}


def test_an_order_that_shopify_has_no_more_is_marked_as_deleted(shop: Container, store: MemoryStore) -> None:
    store.stated_orders = {ORDER_ID: the_order(shop)}
    look(shop)
    work(shop)
    store.stated_orders.clear()
    (proof,) = shop.prove_orders()(SHOP, the_order(shop).created_at.date(), the_order(shop).created_at.date())
    shop.prove_orders().repair(proof)
    work(shop)
    with shop.unit_of_work()() as tx:
        (document,) = tx.erp.orders.latest(9)
    assert document.deleted_at is not None
    (again,) = shop.prove_orders()(SHOP, proof.day, proof.day)
    assert again.holds


def test_each_store_is_looked_at_once_an_hour_whatever_the_number_of_workers(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    for _ in range(3):
        shop.catch_up()()
    assert store.calls["stated_orders"] == 1
    clock.advance(HOUR)
    store.stated_orders = {ORDER_ID: replace(the_order(shop), updated_at=clock.now() - MINUTE)}
    shop.catch_up()()
    work(shop)
    assert documents(shop) == [ORDER_ID]


def test_a_look_that_was_stopped_goes_on_at_the_watermark(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    store.stated_orders = {
        number: replace(the_order(shop, number), updated_at=NOON + number * 15 * MINUTE) for number in (1, 2, 3)
    }
    store.at("stated_orders", 3, lambda: store.fail_next("stated_orders", ShopifyUnavailable("no answer")))
    shop.catch_up()()
    with shop.unit_of_work()() as tx:
        assert tx.reconciliations.watermark(SHOP) == NOON + 30 * MINUTE
    clock.advance(HOUR)
    shop.catch_up()()
    work(shop)
    assert documents(shop) == [1, 2, 3]


def test_a_gap_is_caught_up_at_once_from_its_beginning_and_closed(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    shop.catch_up()()
    clock.advance(5 * MINUTE)
    store.stated_orders = {ORDER_ID: replace(the_order(shop), updated_at=NOON - 3 * HOUR)}
    with shop.unit_of_work()() as tx:
        tx.gaps.note(Gap(SHOP, NOON - 3 * HOUR, "unusually silent", clock.now()))
        tx.commit()
    shop.catch_up()()
    work(shop)
    assert documents(shop) == [ORDER_ID]
    with shop.unit_of_work()() as tx:
        assert list(tx.gaps.open()) == []


def test_days_are_proved_once_a_day(shop: Container, store: MemoryStore, clock: ManualClock) -> None:
    shop.prove_orders().run_due()
    shop.prove_orders().run_due()
    assert store.calls["stated_orders"] == 7
    with shop.unit_of_work()() as tx:
        assert len(tx.reconciliations.proofs(SHOP)) == 7


def test_an_order_that_was_read_can_be_explained(shop: Container, store: MemoryStore) -> None:
    store.stated_orders = {ORDER_ID: the_order(shop)}
    look(shop)
    assert shop.explain_order()(str(ORDER_ID))
    with shop.unit_of_work()() as tx:
        (event,) = tx.events.latest(9, EventFilter(shop=SHOP, resource_key=f"order:{ORDER_ID}"))
    assert event.topic == "orders/read"


def test_nobody_from_outside_can_have_an_order_read(shop: Container) -> None:
    shop.ingest_webhook()([a_delivery("orders/read", an_order_body())])
    work(shop)
    assert documents(shop) == []


def test_orders_that_were_placed_in_the_time_are_brought_whenever_they_changed_last(
    shop: Container, store: MemoryStore
) -> None:
    placed = NOON - 30 * DAY
    store.stated_orders = {1: replace(the_order(shop, 1), created_at=placed, updated_at=NOON)}
    (difference,) = shop.reconcile_orders()(SHOP, placed - DAY, placed + DAY)
    assert difference.drift is Drift.MISSING
    work(shop)
    assert documents(shop) == [1]


def test_an_order_that_was_placed_and_changed_in_the_time_is_told_once(shop: Container, store: MemoryStore) -> None:
    store.stated_orders = {1: replace(the_order(shop, 1), created_at=NOON, updated_at=NOON)}
    assert len(look(shop)) == 1
    assert store.calls["order"] == 1


def test_days_whose_orders_shopify_hides_are_refused_unless_the_app_may_see_all(
    shop: Container, store: MemoryStore
) -> None:
    since = NOON - 61 * DAY
    for ask in (
        lambda: shop.reconcile_orders()(SHOP, since, NOON),
        lambda: shop.prove_orders()(SHOP, since.date(), since.date()),
    ):
        with pytest.raises(OrdersNotShown, match="read_all_orders"):
            ask()
    store.scopes = Scopes.of({*store.scopes.handles, "read_all_orders"})
    shop.connect_shop().with_token(SHOP, store.access_token)
    assert shop.reconcile_orders()(SHOP, since, NOON) == []


def test_what_was_lost_while_an_older_state_is_parked_is_brought(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    work(connected)
    connected.catch_up()()
    clock.advance(HOUR)
    refunded = replace(the_order(connected), refunds=(a_refund(5),), updated_at=clock.now() - 20 * MINUTE)
    store.stated_orders = {ORDER_ID: refunded}
    connected.catch_up()()
    store.variants = [a_variant()]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    while connected.run_import().run_next():
        pass
    work(connected)
    with connected.unit_of_work()() as tx:
        (document,) = tx.erp.orders.latest(9)
    assert [refund.id for refund in document.refunds] == [5]


def test_an_order_that_cannot_be_read_is_named_and_holds_up_no_other(
    shop: Container, store: MemoryStore, clock: ManualClock
) -> None:
    shop.catch_up()()
    clock.advance(HOUR)
    changed = clock.now() - 30 * MINUTE
    store.stated_orders = {number: replace(the_order(shop, number), updated_at=changed) for number in (1, 2, 3)}
    store.fail_next("order", ShopifyRefused("order", ["#1 has 50 or more parcels or refunds."]))
    (first, *others) = shop.reconcile_orders()(SHOP, changed, clock.now())
    assert first.reason.startswith("could not be read: ShopifyRefused: Shopify declined order: #1 has 50 or more")
    assert {each.reason for each in others} == {"no webhook of it ever came"}
    work(shop)
    assert documents(shop) == [2, 3]
