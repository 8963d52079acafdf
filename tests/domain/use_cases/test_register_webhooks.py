"""A store's subscriptions are made equal to the topic table, again and again."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyRefused, ShopifyUnavailable
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED
from novex_shopify.domain.use_cases.register_webhooks import LOOK_AGAIN_AFTER_FAILURE, LOOK_EVERY
from tests.builders import SHOP

ADDRESS = "https://erp.example.com/webhooks/shopify"


def subscribed(store: MemoryStore) -> list[tuple[str, str]]:
    """Topic and address of each."""
    return sorted((subscription.topic, subscription.uri) for subscription in store.subscriptions.values())


WANTED = sorted((topic, ADDRESS) for topic in SUBSCRIBED)


def test_a_new_store_is_subscribed_to_every_topic(connected: Container, store: MemoryStore) -> None:
    assert connected.register_webhooks().run_next()
    assert subscribed(store) == WANTED
    with connected.unit_of_work()() as tx:
        assert len(tx.subscriptions.of(SHOP)) == len(SUBSCRIBED)
    assert not connected.register_webhooks().run_next()


def test_what_shopify_deleted_comes_back_by_itself(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    connected.register_webhooks().run_next()
    store.subscriptions.popitem()
    clock.advance(LOOK_EVERY)
    assert connected.register_webhooks().run_next()
    assert subscribed(store) == WANTED


def test_a_whole_set_is_left_alone(connected: Container, store: MemoryStore) -> None:
    connected.register_webhooks()(SHOP)
    connected.register_webhooks()(SHOP)
    assert store.calls["create_webhook_subscription"] == len(SUBSCRIBED)
    assert store.calls["delete_webhook_subscription"] == 0


def test_another_address_and_an_unwanted_topic_are_ended(connected: Container, store: MemoryStore) -> None:
    strangers = [("ORDERS_CREATE", "https://old.example.com/w"), ("THEMES_PUBLISH", ADDRESS)]
    for number, (topic, uri) in enumerate(strangers):
        store.subscriptions[f"old-{number}"] = WebhookSubscription(f"old-{number}", topic, uri, "2026-10")
    connected.register_webhooks()(SHOP)
    assert subscribed(store) == WANTED


def test_a_failure_is_tried_again_soon(connected: Container, store: MemoryStore, clock: ManualClock) -> None:
    store.fail_next("create_webhook_subscription", ShopifyUnavailable("no answer"), after_the_work=True)
    assert connected.register_webhooks().run_next()
    assert not connected.register_webhooks().run_next()
    clock.advance(LOOK_AGAIN_AFTER_FAILURE)
    assert connected.register_webhooks().run_next()
    assert subscribed(store) == WANTED


def lose(store: MemoryStore, *topics: str) -> None:
    """As Shopify does after eight failed deliveries."""
    store.subscriptions = {
        key: subscription for key, subscription in store.subscriptions.items() if subscription.topic not in topics
    }


def gaps(container: Container) -> list[tuple[datetime, str]]:
    """Since when, and why."""
    with container.unit_of_work()() as tx:
        return [(gap.since, gap.reason) for gap in tx.gaps.open() if gap.shop == SHOP]


def close_all(container: Container) -> None:
    """Whoever reads the orders again has done so."""
    with container.unit_of_work()() as tx:
        assert all(tx.gaps.close(gap) for gap in tx.gaps.open())
        tx.commit()


def test_what_was_not_told_meanwhile_is_to_be_caught_up_since_the_topic_was_last_seen(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    connected.register_webhooks()(SHOP)
    seen_at = clock.now()
    assert gaps(connected) == []
    lose(store, "ORDERS_CREATE", "ORDERS_PAID")
    clock.advance(LOOK_EVERY)
    connected.register_webhooks()(SHOP)
    assert gaps(connected) == [(seen_at, "not subscribed for a time: ORDERS_CREATE, ORDERS_PAID")]


def test_a_wrong_address_is_a_gap_too(connected: Container, store: MemoryStore, clock: ManualClock) -> None:
    connected.register_webhooks()(SHOP)
    seen_at = clock.now()
    (key,) = (key for key, subscription in store.subscriptions.items() if subscription.topic == "ORDERS_CREATE")
    store.subscriptions[key] = replace(store.subscriptions[key], uri="https://old.example.com/w")
    clock.advance(LOOK_EVERY)
    connected.register_webhooks()(SHOP)
    assert subscribed(store) == WANTED
    assert gaps(connected) == [(seen_at, "not subscribed for a time: ORDERS_CREATE")]


def test_a_topic_that_cannot_come_back_at_once_is_told_when_lost_and_when_it_is_back(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    connected.register_webhooks()(SHOP)
    seen_at = clock.now()
    told = []
    for attempt in range(3):
        lose(store, "ORDERS_CREATE")
        if attempt < 2:
            store.fail_next("create_webhook_subscription", ShopifyRefused("ORDERS_CREATE", ["not now"]))
        with suppress(ShopifyRefused):
            connected.register_webhooks()(SHOP)
        told.append([since for since, _ in gaps(connected)])
        close_all(connected)
        clock.advance(LOOK_EVERY)
    assert told == [[seen_at], [], [seen_at]]
    assert subscribed(store) == WANTED


def test_where_the_apps_own_settings_name_the_topics_nothing_is_subscribed_per_store(
    connected: Container, store: MemoryStore
) -> None:
    connected.register_webhooks()(SHOP)
    by_the_app = replace(connected.register_webhooks(), topics=())
    assert by_the_app(SHOP) == []
    assert store.subscriptions == {}
    assert gaps(connected) == []


def test_another_version_than_the_products_is_told(connected: Container, caplog: pytest.LogCaptureFixture) -> None:
    replace(connected.register_webhooks(), api_version="2027-01")(SHOP)
    (record,) = (record for record in caplog.records if record.message == "subscriptions.other_version")
    assert (record.shop, record.subscribed, record.expected) == (SHOP, ["2026-10"], "2027-01")  # type: ignore[attr-defined]


def test_a_lost_subscription_has_everything_read_that_it_would_have_told(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    while connected.run_import().run_next():
        pass
    connected.register_webhooks()(SHOP)
    clock.advance(LOOK_EVERY)
    lose(store, "CUSTOMERS_UPDATE")
    connected.register_webhooks()(SHOP)
    with connected.unit_of_work()() as tx:
        waiting = {run.kind for run in tx.imports.latest(9) if run.status is ImportStatus.PENDING}
    assert waiting == {ImportKind.PRODUCTS, ImportKind.CUSTOMERS}


def test_who_dies_between_the_repair_and_its_note_leaves_the_gap_behind(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    connected.register_webhooks()(SHOP)
    last_seen = clock.now()
    clock.advance(LOOK_EVERY)
    lose(store, "PRODUCTS_UPDATE")
    store.fail_next("create_webhook_subscription", ShopifyUnavailable("no answer"), after_the_work=True)
    with suppress(ShopifyUnavailable):
        connected.register_webhooks()(SHOP)
    clock.advance(LOOK_EVERY)
    connected.register_webhooks()(SHOP)
    assert gaps(connected) == [(last_seen, "not subscribed for a time: PRODUCTS_UPDATE")]
