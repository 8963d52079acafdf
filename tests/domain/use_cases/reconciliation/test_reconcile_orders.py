"""Orders that webhooks missed are found and queued as events."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import OrdersNotAccessible, ShopifyRefused
from novex_shopify.domain.model.reconciliation import DifferenceKind
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.domain.resource_keys import order_key
from tests.builders import HOUR, NOON, ORDER_ID, SECOND, SHOP, a_delivery, an_order_body
from tests.domain.use_cases.reconciliation_steps import list_document_ids, make_order, reconcile_last_hour
from tests.domain.use_cases.webhook_steps import process_events

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_an_order_without_a_webhook_is_imported_as_an_event(mapped: Container, fake_shop: FakeShop) -> None:
    fake_shop.orders = {number: make_order(mapped, number) for number in (1, 2, 3)}
    assert [each.reason for each in reconcile_last_hour(mapped)] == ["no webhook received"] * 3
    process_events(mapped)
    assert list_document_ids(mapped) == [1, 2, 3]
    assert reconcile_last_hour(mapped) == []


def test_an_order_that_waits_for_a_product_is_reported_and_not_fetched(
    connected: Container, fake_shop: FakeShop
) -> None:
    fake_shop.orders = {ORDER_ID: make_order(connected)}
    connected.ingest_webhook()([a_delivery(body=an_order_body())])
    process_events(connected)
    (difference,) = reconcile_last_hour(connected)
    assert difference.reason.startswith("parked: 'Earl Grey' (SKU TEA) is not mapped")
    assert fake_shop.call_counts["fetch_order"] == 0


def test_what_was_read_never_overwrites_a_newer_state(mapped: Container, fake_shop: FakeShop) -> None:
    fake_shop.orders = {ORDER_ID: make_order(mapped, note="read")}
    reconcile_last_hour(mapped)
    newer = an_order_body(updated_at=(NOON + SECOND).isoformat(), note="by webhook")
    mapped.ingest_webhook()([a_delivery("orders/updated", newer)])
    process_events(mapped)
    with mapped.unit_of_work()() as tx:
        (document,) = tx.erp.orders.list_latest(9)
        by_status = {event.topic: event.status for event in tx.events.list_latest(9)}
    assert document.note == "by webhook"
    assert by_status == {"orders/read": EventStatus.DONE, "orders/updated": EventStatus.DONE}


def test_an_order_that_was_read_can_be_explained(mapped: Container, fake_shop: FakeShop) -> None:
    fake_shop.orders = {ORDER_ID: make_order(mapped)}
    reconcile_last_hour(mapped)
    assert mapped.explain_order()(str(ORDER_ID))
    with mapped.unit_of_work()() as tx:
        (event,) = tx.events.list_latest(9, EventFilter(shop=SHOP, resource_key=order_key(ORDER_ID)))
    assert event.topic == "orders/read"


def test_an_internal_topic_from_outside_is_not_applied(mapped: Container) -> None:
    mapped.ingest_webhook()([a_delivery("orders/read", an_order_body())])
    process_events(mapped)
    assert list_document_ids(mapped) == []


def test_orders_placed_in_the_range_are_imported_whenever_they_changed_last(
    mapped: Container, fake_shop: FakeShop
) -> None:
    placed = NOON - 30 * DAY
    fake_shop.orders = {1: replace(make_order(mapped, 1), created_at=placed, updated_at=NOON)}
    (difference,) = mapped.reconcile_orders()(SHOP, placed - DAY, placed + DAY)
    assert difference.kind is DifferenceKind.MISSING
    process_events(mapped)
    assert list_document_ids(mapped) == [1]


def test_an_order_placed_and_changed_in_the_range_is_reported_once(mapped: Container, fake_shop: FakeShop) -> None:
    fake_shop.orders = {1: replace(make_order(mapped, 1), created_at=NOON, updated_at=NOON)}
    assert len(reconcile_last_hour(mapped)) == 1
    assert fake_shop.call_counts["fetch_order"] == 1


def test_days_whose_orders_shopify_hides_are_refused_unless_the_app_may_see_all(
    mapped: Container, fake_shop: FakeShop
) -> None:
    since = NOON - 61 * DAY
    with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
        mapped.reconcile_orders()(SHOP, since, NOON)
    fake_shop.scopes = Scopes.from_handles({*fake_shop.scopes.handles, "read_all_orders"})
    mapped.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    assert mapped.reconcile_orders()(SHOP, since, NOON) == []


def test_an_order_that_cannot_be_read_is_reported_and_delays_no_other(
    mapped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    mapped.resync_shops_hourly()()
    clock.advance(HOUR)
    changed = clock.now() - 30 * MINUTE
    fake_shop.orders = {number: replace(make_order(mapped, number), updated_at=changed) for number in (1, 2, 3)}
    fake_shop.fail_next_call("fetch_order", ShopifyRefused("order", ["#1 has 50 or more fulfillments or refunds."]))
    (first, *others) = mapped.reconcile_orders()(SHOP, changed, clock.now())
    assert first.reason.startswith("could not be read: Shopify declined order: #1 has 50 or more")
    assert {each.reason for each in others} == {"no webhook received"}
    process_events(mapped)
    assert list_document_ids(mapped) == [2, 3]
