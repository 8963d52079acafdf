"""A store's subscriptions are kept equal to the topic table."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.timing import FAILED_CHECK_RETRY_DELAY, SUBSCRIPTION_CHECK_INTERVAL
from tests.builders import SHOP

WEBHOOK_URL = "https://erp.example.com/webhooks/shopify"


def list_subscriptions(fake_shop: FakeShop) -> list[tuple[str, str]]:
    """Topic and URL of each subscription."""
    return sorted((subscription.topic, subscription.uri) for subscription in fake_shop.subscriptions.values())


EXPECTED_SUBSCRIPTIONS = sorted((topic, WEBHOOK_URL) for topic in SUBSCRIBED_TOPICS)


def test_a_new_shop_is_subscribed_to_every_topic(connected: Container, fake_shop: FakeShop) -> None:
    assert connected.register_webhooks().run_next()
    assert list_subscriptions(fake_shop) == EXPECTED_SUBSCRIPTIONS
    with connected.unit_of_work()() as tx:
        assert len(tx.subscriptions.list_for_shop(SHOP)) == len(SUBSCRIBED_TOPICS)
    assert not connected.register_webhooks().run_next()


def test_a_deleted_subscription_is_restored_automatically(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    connected.register_webhooks().run_next()
    fake_shop.subscriptions.popitem()
    clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    assert connected.register_webhooks().run_next()
    assert list_subscriptions(fake_shop) == EXPECTED_SUBSCRIPTIONS


def test_a_complete_set_of_subscriptions_is_left_alone(connected: Container, fake_shop: FakeShop) -> None:
    connected.register_webhooks()(SHOP)
    connected.register_webhooks()(SHOP)
    assert fake_shop.call_counts["create_webhook_subscription"] == len(SUBSCRIBED_TOPICS)
    assert fake_shop.call_counts["delete_webhook_subscription"] == 0


def test_subscriptions_with_another_url_or_of_another_topic_are_deleted(
    connected: Container, fake_shop: FakeShop
) -> None:
    unwanted = [("ORDERS_CREATE", "https://old.example.com/w"), ("THEMES_PUBLISH", WEBHOOK_URL)]
    for number, (topic, uri) in enumerate(unwanted):
        fake_shop.subscriptions[f"old-{number}"] = WebhookSubscription(f"old-{number}", topic, uri, "2026-10")
    connected.register_webhooks()(SHOP)
    assert list_subscriptions(fake_shop) == EXPECTED_SUBSCRIPTIONS


def test_a_failed_check_is_repeated_soon(connected: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    fake_shop.fail_next_call("create_webhook_subscription", ShopifyUnavailable("no answer"), after_completion=True)
    assert connected.register_webhooks().run_next()
    assert not connected.register_webhooks().run_next()
    clock.advance(FAILED_CHECK_RETRY_DELAY)
    assert connected.register_webhooks().run_next()
    assert list_subscriptions(fake_shop) == EXPECTED_SUBSCRIPTIONS


def delete_subscriptions(fake_shop: FakeShop, *topics: str) -> None:
    """Delete subscriptions, as Shopify does after eight failed deliveries."""
    fake_shop.subscriptions = {
        key: subscription for key, subscription in fake_shop.subscriptions.items() if subscription.topic not in topics
    }


def list_missed_windows(container: Container) -> list[tuple[datetime, str]]:
    """Start and reason of each open window."""
    with container.unit_of_work()() as tx:
        return [(window.since, window.reason) for window in tx.missed_windows.list_open() if window.shop == SHOP]


def close_missed_windows(container: Container) -> None:
    """Close all, as a resync does."""
    with container.unit_of_work()() as tx:
        assert all(tx.missed_windows.close(window) for window in tx.missed_windows.list_open())
        tx.commit()


def test_a_missing_subscription_records_a_missed_window_since_it_was_last_seen(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    connected.register_webhooks()(SHOP)
    seen_at = clock.now()
    assert list_missed_windows(connected) == []
    delete_subscriptions(fake_shop, "ORDERS_CREATE", "ORDERS_PAID")
    clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    connected.register_webhooks()(SHOP)
    assert list_missed_windows(connected) == [(seen_at, "not subscribed for a time: ORDERS_CREATE, ORDERS_PAID")]


def test_a_wrong_webhook_url_is_a_missed_window(connected: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    connected.register_webhooks()(SHOP)
    seen_at = clock.now()
    (key,) = (key for key, subscription in fake_shop.subscriptions.items() if subscription.topic == "ORDERS_CREATE")
    fake_shop.subscriptions[key] = replace(fake_shop.subscriptions[key], uri="https://old.example.com/w")
    clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    connected.register_webhooks()(SHOP)
    assert list_subscriptions(fake_shop) == EXPECTED_SUBSCRIPTIONS
    assert list_missed_windows(connected) == [(seen_at, "not subscribed for a time: ORDERS_CREATE")]


def test_a_topic_that_cannot_be_resubscribed_at_once_is_recorded_when_lost_and_when_restored(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    connected.register_webhooks()(SHOP)
    seen_at = clock.now()
    recorded = []
    for attempt in range(3):
        delete_subscriptions(fake_shop, "ORDERS_CREATE")
        if attempt < 2:
            fake_shop.fail_next_call("create_webhook_subscription", ShopifyRefused("ORDERS_CREATE", ["not now"]))
        with suppress(ShopifyRefused):
            connected.register_webhooks()(SHOP)
        recorded.append([since for since, _ in list_missed_windows(connected)])
        close_missed_windows(connected)
        clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    assert recorded == [[seen_at], [], [seen_at]]
    assert list_subscriptions(fake_shop) == EXPECTED_SUBSCRIPTIONS


def test_where_the_apps_own_settings_name_the_topics_nothing_is_subscribed_per_shop(
    connected: Container, fake_shop: FakeShop
) -> None:
    connected.register_webhooks()(SHOP)
    without_topics = replace(connected.register_webhooks(), topics=())
    assert without_topics(SHOP) == []
    assert fake_shop.subscriptions == {}
    assert list_missed_windows(connected) == []


def test_another_api_version_than_the_configured_one_is_logged(
    connected: Container, caplog: pytest.LogCaptureFixture
) -> None:
    replace(connected.register_webhooks(), api_version="2027-01")(SHOP)
    (record,) = (record for record in caplog.records if record.message == "subscriptions.api_version_mismatch")
    assert (record.shop, record.subscribed_versions, record.expected_version) == (SHOP, ["2026-10"], "2027-01")  # type: ignore[attr-defined]


def test_a_lost_subscription_triggers_an_import_of_what_it_would_have_delivered(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    while connected.run_import().run_next():
        pass
    connected.register_webhooks()(SHOP)
    clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    delete_subscriptions(fake_shop, "CUSTOMERS_UPDATE")
    connected.register_webhooks()(SHOP)
    with connected.unit_of_work()() as tx:
        waiting = {run.kind for run in tx.imports.list_latest(9) if run.status is ImportStatus.PENDING}
    assert waiting == {ImportKind.PRODUCTS, ImportKind.CUSTOMERS}


def test_a_crash_between_repair_and_recording_keeps_the_missed_window(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    connected.register_webhooks()(SHOP)
    last_seen = clock.now()
    clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    delete_subscriptions(fake_shop, "PRODUCTS_UPDATE")
    fake_shop.fail_next_call("create_webhook_subscription", ShopifyUnavailable("no answer"), after_completion=True)
    with suppress(ShopifyUnavailable):
        connected.register_webhooks()(SHOP)
    clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    connected.register_webhooks()(SHOP)
    assert list_missed_windows(connected) == [(last_seen, "not subscribed for a time: PRODUCTS_UPDATE")]
