"""The topic table is the one place where topics are named."""

import tomllib
from pathlib import Path

from novex_shopify.domain.model.webhook_topic import SUBSCRIBED, TOPICS, app_toml, graphql_name
from tests.topics_page import page

DOCS = Path(__file__).parents[2] / "docs"
PROMISED = (
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
    assert len(PROMISED) == 13
    assert {topic.name for topic in TOPICS}.issuperset(PROMISED)


def test_the_meaning_of_every_promised_topic_is_subscribed() -> None:
    for topic in TOPICS:
        if topic.name in PROMISED:
            assert topic.subscribed
            assert set(map(graphql_name, topic.subscribed)) <= set(SUBSCRIBED)


def test_the_page_about_topics_is_up_to_date() -> None:
    assert (DOCS / "topics.md").read_text("utf-8") == page()


def test_the_apps_own_settings_name_every_topic_of_the_table_once() -> None:
    section = tomllib.loads(app_toml("2026-10", "https://erp.example.com/webhooks/shopify"))["webhooks"]
    topics, compliance = section["subscriptions"]
    assert section["api_version"] == "2026-10"
    assert {topics["uri"], compliance["uri"]} == {"https://erp.example.com/webhooks/shopify"}
    assert sorted(map(graphql_name, topics["topics"])) == sorted(SUBSCRIBED)
    assert compliance["compliance_topics"] == ["customers/data_request", "customers/redact", "shop/redact"]
