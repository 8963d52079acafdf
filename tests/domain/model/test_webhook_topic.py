"""The topic table is the one place where topics are named."""

import tomllib
from pathlib import Path

from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_topic import (
    SUBSCRIBED_TOPICS,
    TOPICS,
    build_app_toml,
    select_granted,
    to_graphql_name,
)
from tests.generate_topics_page import render_page

DOCS = Path(__file__).parents[3] / "docs"
REQUIRED_TOPICS = (
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/delete",
    "refunds/create",
    "fulfillment_orders/assigned",
    "fulfillment_orders/cancelled",
    "fulfillment_orders/closed",
    "customers/create",
    "customers/update",
)


def test_all_thirteen_topics_of_the_promise_are_in_it() -> None:
    assert len(REQUIRED_TOPICS) == 13
    assert {topic.name for topic in TOPICS}.issuperset(REQUIRED_TOPICS)


def test_the_meaning_of_every_promised_topic_is_subscribed() -> None:
    for topic in TOPICS:
        if topic.name in REQUIRED_TOPICS:
            assert topic.subscribed
            assert set(map(to_graphql_name, topic.subscribed)) <= set(SUBSCRIBED_TOPICS)


def test_the_page_about_topics_is_up_to_date() -> None:
    assert (DOCS / "topics.md").read_text("utf-8") == render_page()


def test_the_apps_own_settings_name_every_topic_of_the_table_once() -> None:
    section = tomllib.loads(build_app_toml("2026-10", "https://erp.example.com/webhooks/shopify"))["webhooks"]
    topics, compliance = section["subscriptions"]
    assert section["api_version"] == "2026-10"
    assert {topics["uri"], compliance["uri"]} == {"https://erp.example.com/webhooks/shopify"}
    assert sorted(map(to_graphql_name, topics["topics"])) == sorted(SUBSCRIBED_TOPICS)
    assert compliance["compliance_topics"] == ["customers/data_request", "customers/redact", "shop/redact"]


def test_what_is_subscribed_is_what_shopify_has() -> None:
    assert "FULFILLMENT_ORDERS_ASSIGNED" not in SUBSCRIBED_TOPICS
    assert "FULFILLMENT_ORDERS_CLOSED" not in SUBSCRIBED_TOPICS
    assert "CUSTOMERS_REDACT" not in SUBSCRIBED_TOPICS
    assert len(SUBSCRIBED_TOPICS) == len(set(SUBSCRIBED_TOPICS)) == 45


def test_topics_of_a_scope_that_is_missing_are_left_out() -> None:
    everything, without = Scopes.parse("read_returns,read_inventory"), Scopes.parse("read_orders")
    assert select_granted(SUBSCRIBED_TOPICS, everything) == SUBSCRIBED_TOPICS
    left_out = set(SUBSCRIBED_TOPICS) - set(select_granted(SUBSCRIBED_TOPICS, without))
    assert left_out == {topic for topic in SUBSCRIBED_TOPICS if topic.startswith(("RETURNS_", "INVENTORY_"))}
    assert len(left_out) == 12
