"""The overview shows what waits, what failed, and what is wrong with a store's connection."""

from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from tests.builders import ORDER_ID, SECOND, SHOP, a_shipment, an_order_body
from tests.domain.use_cases.webhook_steps import map_product, process_events, receive_webhook


def test_the_backlog_and_its_age_are_shown(connected: Container, clock: ManualClock) -> None:
    received = clock.now()
    receive_webhook(connected, "orders/create", an_order_body())
    clock.advance(60 * SECOND)
    together, (shop,) = connected.get_overview()()
    assert (together.backlog, together.backlog_since, together.orders_today) == (1, received, 1)
    assert shop.metrics == together


def test_parked_events_are_not_in_the_backlog(connected: Container) -> None:
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    together, _ = connected.get_overview()()
    assert (together.backlog, together.parked, together.failed) == (0, 1, 0)


def test_the_median_and_the_95th_percentile_of_the_processing_time_are_shown(
    connected: Container, clock: ManualClock
) -> None:
    map_product(connected)
    for number in range(20):
        receive_webhook(connected, "orders/create", an_order_body(id=number + 1), f"webhook-{number}")
        clock.advance((10 if number == 19 else 1) * SECOND)
        process_events(connected)
    together, _ = connected.get_overview()()
    assert (together.median_processing_time, together.p95_processing_time) == (SECOND, 10 * SECOND)


def test_without_events_there_is_no_processing_time(connected: Container) -> None:
    together, _ = connected.get_overview()()
    assert (together.median_processing_time, together.p95_processing_time) == (None, None)


def test_pending_and_stuck_shipments_are_counted(connected: Container) -> None:
    with connected.unit_of_work()() as tx:
        for status in PushStatus:
            tx.pushes.add(a_shipment(f"SHIP-{status}"), SHOP, ORDER_ID, status, connected.clock().now())
        tx.commit()
    together, _ = connected.get_overview()()
    assert (together.pushes, together.pushes_stuck) == (2, 2)


def test_the_problems_of_a_connection_are_listed(connected: Container) -> None:
    def list_issues() -> list[str]:
        _, (overview,) = connected.get_overview()()
        return [issue.kind for issue in overview.issues]

    assert list_issues() == [f"{len(SUBSCRIBED_TOPICS)} subscriptions missing"]
    connected.register_webhooks()(SHOP)
    assert list_issues() == []
    now = connected.clock().now()
    with connected.unit_of_work()() as tx:
        tx.subscriptions.schedule_check(SHOP, now, "the token is not valid")
        tx.missed_windows.record(MissedWindow(SHOP, now, "not subscribed for a time", now))
        tx.deliveries.save_outage(DeliveryOutage(SHOP, now, now))
        tx.commit()
    assert list_issues() == ["subscription check failed", "no webhooks", "catching up"]
    connected.disconnect_shop()(SHOP)
    assert list_issues() == ["disconnected"]


def test_the_last_hour_is_counted_by_minute_including_minutes_without_events(
    connected: Container, clock: ManualClock
) -> None:
    receive_webhook(connected, "orders/create", an_order_body())
    clock.advance(timedelta(minutes=2))
    receive_webhook(connected, "orders/create", an_order_body(id=2), "webhook-2")
    receive_webhook(connected, "orders/create", an_order_body(id=3), "webhook-3")
    for shop in (None, SHOP):
        counts = [count for _, count in connected.get_overview().count_arrivals(shop)]
        assert (len(counts), counts[-3:], sum(counts)) == (60, [1, 0, 2], 3)
