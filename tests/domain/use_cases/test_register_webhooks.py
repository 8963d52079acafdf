"""A store's subscriptions are made equal to the topic table, again and again."""

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyUnavailable
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
