"""Orders that no webhook brought are found by the clock, and where a gap was noticed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import OrdersNotAccessible, ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import Difference, DifferenceKind
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from tests.builders import HOUR, NOON, ORDER_ID, SECOND, SHOP, a_delivery, a_refund, a_variant, an_order_body

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def shop(connected: Container, store: FakeShop) -> Container:
    """The store is connected and its product is mapped."""
    store.variants = [a_variant()]
    while connected.run_import().run_next():
        pass
    return connected


def make_order(container: Container, order_id: int = ORDER_ID, **changes: object) -> Order:
    """As the webhook's body says."""
    order = container.payload_reader().parse_order(an_order_body())
    return replace(order, id=order_id, updated_at=NOON, **changes)  # type: ignore[arg-type]


def process_events(container: Container) -> None:
    """Until the inbox is empty."""
    while container.process_event().run_next():
        pass


def reconcile_last_hour(container: Container) -> list[Difference]:
    """At what changed within the hour."""
    return list(container.reconcile_orders()(SHOP, NOON - HOUR, NOON + HOUR))


def list_document_ids(container: Container) -> list[int]:
    """The orders that the ERP has."""
    with container.unit_of_work()() as tx:
        return sorted(document.shopify_order_id for document in tx.erp.orders.list_latest(99))


def test_an_order_without_a_webhook_is_imported_as_an_event(shop: Container, store: FakeShop) -> None:
    store.orders = {number: make_order(shop, number) for number in (1, 2, 3)}
    assert [each.reason for each in reconcile_last_hour(shop)] == ["no webhook received"] * 3
    process_events(shop)
    assert list_document_ids(shop) == [1, 2, 3]
    assert reconcile_last_hour(shop) == []


def test_an_order_that_waits_for_a_product_is_named_and_left_alone(connected: Container, store: FakeShop) -> None:
    store.orders = {ORDER_ID: make_order(connected)}
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    process_events(connected)
    (difference,) = reconcile_last_hour(connected)
    assert difference.reason.startswith("parked: ProductsNotMapped")
    assert store.call_counts["fetch_order"] == 0


def test_what_was_read_never_overwrites_a_newer_state(shop: Container, store: FakeShop) -> None:
    store.orders = {ORDER_ID: make_order(shop, note="read")}
    reconcile_last_hour(shop)
    newer = an_order_body(updated_at=(NOON + SECOND).isoformat(), note="by webhook")
    shop.ingest_webhook()([a_delivery("orders/updated", newer)])
    process_events(shop)
    with shop.unit_of_work()() as tx:
        (document,) = tx.erp.orders.list_latest(9)
        by_status = {event.topic: event.status for event in tx.events.list_latest(9)}
    assert document.note == "by webhook"
    assert by_status == {"orders/read": EventStatus.DONE, "orders/updated": EventStatus.DONE}


def test_an_order_that_no_longer_exists_at_shopify_is_marked_as_deleted(shop: Container, store: FakeShop) -> None:
    store.orders = {ORDER_ID: make_order(shop)}
    reconcile_last_hour(shop)
    process_events(shop)
    store.orders.clear()
    (proof,) = shop.audit_orders()(SHOP, make_order(shop).created_at.date(), make_order(shop).created_at.date())
    shop.audit_orders().repair(proof)
    process_events(shop)
    with shop.unit_of_work()() as tx:
        (document,) = tx.erp.orders.list_latest(9)
    assert document.deleted_at is not None
    (again,) = shop.audit_orders()(SHOP, proof.day, proof.day)
    assert again.matches


def test_each_shop_is_reconciled_once_an_hour_whatever_the_number_of_workers(
    shop: Container, store: FakeShop, clock: ManualClock
) -> None:
    for _ in range(3):
        shop.resync_shops()()
    assert store.call_counts["fetch_order_summaries"] == 1
    clock.advance(HOUR)
    store.orders = {ORDER_ID: replace(make_order(shop), updated_at=clock.now() - MINUTE)}
    shop.resync_shops()()
    process_events(shop)
    assert list_document_ids(shop) == [ORDER_ID]


def test_an_interrupted_reconciliation_resumes_at_the_watermark(
    shop: Container, store: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    store.orders = {
        number: replace(make_order(shop, number), updated_at=NOON + number * 15 * MINUTE) for number in (1, 2, 3)
    }
    store.run_on_call(
        "fetch_order_summaries",
        3,
        lambda: store.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer")),
    )
    shop.resync_shops()()
    with shop.unit_of_work()() as tx:
        assert tx.reconciliations.get_watermark(SHOP) == NOON + 30 * MINUTE
    clock.advance(HOUR)
    shop.resync_shops()()
    process_events(shop)
    assert list_document_ids(shop) == [1, 2, 3]


def test_a_missed_window_is_resynced_at_once_and_closed(shop: Container, store: FakeShop, clock: ManualClock) -> None:
    shop.resync_shops()()
    clock.advance(5 * MINUTE)
    store.orders = {ORDER_ID: replace(make_order(shop), updated_at=NOON - 3 * HOUR)}
    with shop.unit_of_work()() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, NOON - 3 * HOUR, "unusually silent", clock.now()))
        tx.commit()
    shop.resync_shops()()
    process_events(shop)
    assert list_document_ids(shop) == [ORDER_ID]
    with shop.unit_of_work()() as tx:
        assert list(tx.missed_windows.list_open()) == []


def test_days_are_audited_once_a_day(shop: Container, store: FakeShop, clock: ManualClock) -> None:
    shop.audit_orders().run_due()
    shop.audit_orders().run_due()
    assert store.call_counts["fetch_order_summaries"] == 7
    with shop.unit_of_work()() as tx:
        assert len(tx.reconciliations.list_audits(SHOP)) == 7


def test_an_order_that_was_read_can_be_explained(shop: Container, store: FakeShop) -> None:
    store.orders = {ORDER_ID: make_order(shop)}
    reconcile_last_hour(shop)
    assert shop.explain_order()(str(ORDER_ID))
    with shop.unit_of_work()() as tx:
        (event,) = tx.events.list_latest(9, EventFilter(shop=SHOP, resource_key=f"order:{ORDER_ID}"))
    assert event.topic == "orders/read"


def test_an_internal_topic_from_outside_is_not_applied(shop: Container) -> None:
    shop.ingest_webhook()([a_delivery("orders/read", an_order_body())])
    process_events(shop)
    assert list_document_ids(shop) == []


def test_orders_placed_in_the_range_are_imported_whenever_they_changed_last(shop: Container, store: FakeShop) -> None:
    placed = NOON - 30 * DAY
    store.orders = {1: replace(make_order(shop, 1), created_at=placed, updated_at=NOON)}
    (difference,) = shop.reconcile_orders()(SHOP, placed - DAY, placed + DAY)
    assert difference.kind is DifferenceKind.MISSING
    process_events(shop)
    assert list_document_ids(shop) == [1]


def test_an_order_placed_and_changed_in_the_range_is_reported_once(shop: Container, store: FakeShop) -> None:
    store.orders = {1: replace(make_order(shop, 1), created_at=NOON, updated_at=NOON)}
    assert len(reconcile_last_hour(shop)) == 1
    assert store.call_counts["fetch_order"] == 1


def test_days_whose_orders_shopify_hides_are_refused_unless_the_app_may_see_all(
    shop: Container, store: FakeShop
) -> None:
    since = NOON - 61 * DAY
    for ask in (
        lambda: shop.reconcile_orders()(SHOP, since, NOON),
        lambda: shop.audit_orders()(SHOP, since.date(), since.date()),
    ):
        with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
            ask()
    store.scopes = Scopes.from_handles({*store.scopes.handles, "read_all_orders"})
    shop.connect_shop().connect_with_token(SHOP, store.access_token)
    assert shop.reconcile_orders()(SHOP, since, NOON) == []


def test_a_lost_change_is_imported_while_an_older_state_is_parked(
    connected: Container, store: FakeShop, clock: ManualClock
) -> None:
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    process_events(connected)
    connected.resync_shops()()
    clock.advance(HOUR)
    refunded = replace(make_order(connected), refunds=(a_refund(5),), updated_at=clock.now() - 20 * MINUTE)
    store.orders = {ORDER_ID: refunded}
    connected.resync_shops()()
    store.variants = [a_variant()]
    connected.run_import().start(SHOP, ImportKind.PRODUCTS)
    while connected.run_import().run_next():
        pass
    process_events(connected)
    with connected.unit_of_work()() as tx:
        (document,) = tx.erp.orders.list_latest(9)
    assert [refund.id for refund in document.refunds] == [5]


def test_an_order_that_cannot_be_read_is_named_and_holds_up_no_other(
    shop: Container, store: FakeShop, clock: ManualClock
) -> None:
    shop.resync_shops()()
    clock.advance(HOUR)
    changed = clock.now() - 30 * MINUTE
    store.orders = {number: replace(make_order(shop, number), updated_at=changed) for number in (1, 2, 3)}
    store.fail_next_call("fetch_order", ShopifyRefused("order", ["#1 has 50 or more parcels or refunds."]))
    (first, *others) = shop.reconcile_orders()(SHOP, changed, clock.now())
    assert first.reason.startswith("could not be read: ShopifyRefused: Shopify declined order: #1 has 50 or more")
    assert {each.reason for each in others} == {"no webhook received"}
    process_events(shop)
    assert list_document_ids(shop) == [2, 3]
