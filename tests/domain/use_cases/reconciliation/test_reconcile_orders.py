"""Orders that webhooks missed are found and queued as events."""

from datetime import timedelta

import pytest

from novex_shopify.domain.errors import OrdersNotAccessible, ShopifyRefused
from novex_shopify.domain.model.reconciliation import Difference, DifferenceKind
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, Settlement
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_refund
from tests.domain.use_cases.event_steps import store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.order_steps import book_order, list_queued_orders, make_order, make_order_event

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
PARKED = Settlement(EventStatus.PARKED, "'Earl Grey' is not mapped to an ERP item.")


def reconcile_last_hour(reconcile_orders: ReconcileOrders) -> list[Difference]:
    """Reconcile the orders placed or changed an hour before and after noon."""
    return list(reconcile_orders(SHOP, NOON - HOUR, NOON + HOUR))


def test_an_order_without_a_webhook_is_queued_as_an_event(fakes: Fakes, reconcile_orders: ReconcileOrders) -> None:
    lost = [make_order(number) for number in (1, 2, 3)]
    fakes.shop.orders = {order.id: order for order in lost}
    assert [each.reason for each in reconcile_last_hour(reconcile_orders)] == ["no webhook received"] * 3
    assert list_queued_orders(fakes) == lost
    assert fakes.notifier.notifications == [Work.EVENTS] * 3
    with fakes.unit_of_work() as tx:
        (event,) = tx.events.list_latest(9, EventFilter(shop=SHOP, resource_key=order_key(2)))
    assert event.topic == "orders/read"


def test_an_order_that_is_the_same_on_both_sides_does_not_differ(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    fakes.shop.orders = {ORDER_ID: make_order()}
    book_order(fakes)
    assert reconcile_last_hour(reconcile_orders) == []


def test_an_order_that_waits_for_a_product_is_reported_and_not_fetched(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    fakes.shop.orders = {ORDER_ID: make_order()}
    store_event(fakes, make_order_event(), PARKED)
    (difference,) = reconcile_last_hour(reconcile_orders)
    assert difference.reason == f"blocked: {PARKED.error}"
    assert fakes.shop.call_counts["fetch_order"] == 0


def test_an_order_whose_event_failed_is_fetched_again(fakes: Fakes, reconcile_orders: ReconcileOrders) -> None:
    fakes.shop.orders = {ORDER_ID: make_order()}
    store_event(fakes, make_order_event(), Settlement(EventStatus.DEAD, "Unexpected error; see the log."))
    (difference,) = reconcile_orders(SHOP, NOON - MINUTE, NOON + MINUTE)
    assert difference.reason == "failed: Unexpected error; see the log."
    assert list_queued_orders(fakes) == [make_order()]


def test_a_lost_change_is_queued_while_an_older_state_is_parked(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    store_event(fakes, make_order_event(), PARKED)
    refunded = make_order(refunds=(a_refund(5),), updated_at=NOON + 20 * MINUTE)
    fakes.shop.orders = {ORDER_ID: refunded}
    reconcile_last_hour(reconcile_orders)
    assert list_queued_orders(fakes) == [refunded]


def test_orders_placed_in_the_range_are_queued_whenever_they_changed_last(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    placed = NOON - 30 * DAY
    order = make_order(1, created_at=placed, updated_at=NOON)
    fakes.shop.orders = {1: order}
    (difference,) = reconcile_orders(SHOP, placed - DAY, placed + DAY)
    assert difference.kind is DifferenceKind.MISSING
    assert list_queued_orders(fakes) == [order]


def test_an_order_placed_and_changed_in_the_range_is_reported_once(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    fakes.shop.orders = {1: make_order(1, created_at=NOON, updated_at=NOON)}
    assert len(reconcile_last_hour(reconcile_orders)) == 1
    assert fakes.shop.call_counts["fetch_order"] == 1


def test_days_whose_orders_shopify_hides_are_refused_unless_the_app_may_see_all(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    since = NOON - 61 * DAY
    with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
        reconcile_orders(SHOP, since, NOON)
    fakes.connect_shop(scopes=Scopes.parse("read_orders,read_all_orders"))
    assert reconcile_orders(SHOP, since, NOON) == []


def test_an_order_that_cannot_be_read_is_reported_and_delays_no_other(
    fakes: Fakes, reconcile_orders: ReconcileOrders
) -> None:
    unreadable, *others = [make_order(number) for number in (1, 2, 3)]
    fakes.shop.orders = {order.id: order for order in (unreadable, *others)}
    fakes.shop.fail_next_call("fetch_order", ShopifyRefused("order", ["#1 has 50 or more fulfillments or refunds."]))
    first, *rest = reconcile_orders(SHOP, NOON - MINUTE, NOON + MINUTE)
    assert first.reason.startswith("could not be read: Shopify declined order: #1 has 50 or more")
    assert {each.reason for each in rest} == {"no webhook received"}
    assert list_queued_orders(fakes) == others
