"""A store's subscriptions are kept equal to the topic table."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.domain.errors import NovexError, ShopifyRefused, ShopifyUnavailable, UnknownShopifyError
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.timing import FAILED_CHECK_RETRY_DELAY, SUBSCRIPTION_CHECK_INTERVAL
from novex_shopify.domain.use_cases.webhooks.register_webhooks import RegisterWebhooks
from tests.builders import APP_URL, SHOP
from tests.domain.use_cases.fakes import Fakes

WEBHOOK_URL = f"{APP_URL}/webhooks/shopify"


@pytest.fixture
def register_webhooks(fakes: Fakes) -> RegisterWebhooks:
    """The check of the store is due."""
    with fakes.unit_of_work() as tx:
        tx.subscriptions.schedule_check(SHOP, fakes.clock.now())
        tx.commit()
    return RegisterWebhooks(
        unit_of_work=fakes.unit_of_work,
        admin=fakes.admin,
        access=fakes.access,
        clock=fakes.clock,
        webhook_url=WEBHOOK_URL,
        topics=SUBSCRIBED_TOPICS,
        api_version="2026-10",
    )


def list_subscriptions(fake_shop: FakeShop) -> list[tuple[str, str]]:
    """Topic and URL of each subscription."""
    return sorted((subscription.topic, subscription.uri) for subscription in fake_shop.subscriptions.values())


EXPECTED_SUBSCRIPTIONS = sorted((topic, WEBHOOK_URL) for topic in SUBSCRIBED_TOPICS)


def test_a_new_shop_is_subscribed_to_every_topic(register_webhooks: RegisterWebhooks, fakes: Fakes) -> None:
    assert register_webhooks.run_next()
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS
    with fakes.unit_of_work() as tx:
        assert len(tx.subscriptions.list_for_shop(SHOP)) == len(SUBSCRIBED_TOPICS)
    assert not register_webhooks.run_next()


def test_a_deleted_subscription_is_restored_automatically(register_webhooks: RegisterWebhooks, fakes: Fakes) -> None:
    register_webhooks.run_next()
    fakes.shop.subscriptions.popitem()
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    assert register_webhooks.run_next()
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS


def test_a_complete_set_of_subscriptions_is_left_alone(register_webhooks: RegisterWebhooks, fakes: Fakes) -> None:
    register_webhooks(SHOP)
    register_webhooks(SHOP)
    assert fakes.shop.call_counts["create_webhook_subscription"] == len(SUBSCRIBED_TOPICS)
    assert fakes.shop.call_counts["delete_webhook_subscription"] == 0


def test_subscriptions_with_another_url_or_of_another_topic_are_deleted(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    unwanted = [("ORDERS_CREATE", "https://old.example.com/w"), ("THEMES_PUBLISH", WEBHOOK_URL)]
    for number, (topic, uri) in enumerate(unwanted):
        fakes.shop.subscriptions[f"old-{number}"] = WebhookSubscription(f"old-{number}", topic, uri, "2026-10")
    register_webhooks(SHOP)
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS


def test_a_failed_check_is_repeated_soon(register_webhooks: RegisterWebhooks, fakes: Fakes) -> None:
    fakes.shop.fail_next_call("create_webhook_subscription", ShopifyUnavailable("no answer"), after_completion=True)
    assert register_webhooks.run_next()
    assert not register_webhooks.run_next()
    fakes.clock.advance(FAILED_CHECK_RETRY_DELAY)
    assert register_webhooks.run_next()
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS


def delete_subscriptions(fake_shop: FakeShop, *topics: str) -> None:
    """Delete subscriptions, as Shopify does after eight failed deliveries."""
    fake_shop.subscriptions = {
        key: subscription for key, subscription in fake_shop.subscriptions.items() if subscription.topic not in topics
    }


def list_missed_windows(fakes: Fakes) -> list[tuple[datetime, str]]:
    """Start and reason of each open window."""
    with fakes.unit_of_work() as tx:
        return [(window.since, window.reason) for window in tx.missed_windows.list_open() if window.shop == SHOP]


def close_missed_windows(fakes: Fakes) -> None:
    """Close all, as a resync does."""
    with fakes.unit_of_work() as tx:
        assert all(tx.missed_windows.close(window) for window in tx.missed_windows.list_open())
        tx.commit()


def test_a_missing_subscription_records_a_missed_window_since_it_was_last_seen(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    register_webhooks(SHOP)
    seen_at = fakes.clock.now()
    assert list_missed_windows(fakes) == []
    delete_subscriptions(fakes.shop, "ORDERS_CREATE", "ORDERS_PAID")
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    register_webhooks(SHOP)
    assert list_missed_windows(fakes) == [(seen_at, "not subscribed for a time: ORDERS_CREATE, ORDERS_PAID")]


def test_a_wrong_webhook_url_is_a_missed_window(register_webhooks: RegisterWebhooks, fakes: Fakes) -> None:
    register_webhooks(SHOP)
    seen_at = fakes.clock.now()
    (key,) = (key for key, subscription in fakes.shop.subscriptions.items() if subscription.topic == "ORDERS_CREATE")
    fakes.shop.subscriptions[key] = replace(fakes.shop.subscriptions[key], uri="https://old.example.com/w")
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    register_webhooks(SHOP)
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS
    assert list_missed_windows(fakes) == [(seen_at, "not subscribed for a time: ORDERS_CREATE")]


def test_a_topic_that_cannot_be_resubscribed_at_once_is_recorded_when_lost_and_when_restored(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    register_webhooks(SHOP)
    seen_at = fakes.clock.now()
    recorded = []
    for attempt in range(3):
        delete_subscriptions(fakes.shop, "ORDERS_CREATE")
        if attempt < 2:
            fakes.shop.fail_next_call("create_webhook_subscription", ShopifyRefused("ORDERS_CREATE", ["not now"]))
        with suppress(ShopifyRefused):
            register_webhooks(SHOP)
        recorded.append([since for since, _ in list_missed_windows(fakes)])
        close_missed_windows(fakes)
        fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    assert recorded == [[seen_at], [], [seen_at]]
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS


@pytest.mark.parametrize("error", [ShopifyRefused("ORDERS_CREATE", ["no"]), UnknownShopifyError("no")], ids=repr)
def test_a_topic_that_fails_does_not_stop_the_others(
    register_webhooks: RegisterWebhooks, fakes: Fakes, error: NovexError
) -> None:
    fakes.shop.fail_next_call("create_webhook_subscription", error)
    with pytest.raises(ShopifyRefused, match="1 of"):
        register_webhooks(SHOP)
    assert len(list_subscriptions(fakes.shop)) == len(EXPECTED_SUBSCRIPTIONS) - 1


def test_where_the_apps_own_settings_name_the_topics_nothing_is_subscribed_per_shop(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    register_webhooks(SHOP)
    without_topics = replace(register_webhooks, topics=())
    assert without_topics(SHOP) == []
    assert fakes.shop.subscriptions == {}
    assert list_missed_windows(fakes) == []


def test_another_api_version_than_the_configured_one_is_logged(
    register_webhooks: RegisterWebhooks, caplog: pytest.LogCaptureFixture
) -> None:
    replace(register_webhooks, api_version="2027-01")(SHOP)
    (record,) = (record for record in caplog.records if record.message == "subscriptions.api_version_mismatch")
    assert (record.shop, record.subscribed_versions, record.expected_version) == (SHOP, ["2026-10"], "2027-01")  # type: ignore[attr-defined]


def list_planned_imports(fakes: Fakes) -> set[ImportKind]:
    with fakes.unit_of_work() as tx:
        return {run.kind for run in tx.imports.list_latest(9) if run.status is ImportStatus.PENDING}


def test_a_lost_subscription_triggers_an_import_of_what_it_would_have_delivered(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    register_webhooks(SHOP)
    assert list_planned_imports(fakes) == set()
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    delete_subscriptions(fakes.shop, "CUSTOMERS_UPDATE")
    register_webhooks(SHOP)
    assert list_planned_imports(fakes) == {ImportKind.PRODUCTS, ImportKind.CUSTOMERS}


def test_a_crash_between_repair_and_recording_keeps_the_missed_window(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    register_webhooks(SHOP)
    last_seen = fakes.clock.now()
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    delete_subscriptions(fakes.shop, "PRODUCTS_UPDATE")
    fakes.shop.fail_next_call("create_webhook_subscription", ShopifyUnavailable("no answer"), after_completion=True)
    with suppress(ShopifyUnavailable):
        register_webhooks(SHOP)
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    register_webhooks(SHOP)
    assert list_missed_windows(fakes) == [(last_seen, "not subscribed for a time: PRODUCTS_UPDATE")]


def test_the_check_refreshes_the_country_and_does_not_depend_on_it(
    register_webhooks: RegisterWebhooks, fakes: Fakes
) -> None:
    fakes.shop.fail_next_call("fetch_profile", ShopifyUnavailable("Shopify did not answer."))
    assert register_webhooks.run_next()
    assert list_subscriptions(fakes.shop) == EXPECTED_SUBSCRIPTIONS
    fakes.clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
    assert register_webhooks.run_next()
    with fakes.unit_of_work() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    assert shop.profile.country_code == "DE"
