"""`novex-shopify webhooks`."""

import json
import tomllib
from datetime import timedelta

import pytest

from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import a_new_event
from tests.entrypoints.cli.commands import NOON, SHOP, run_command


@pytest.mark.usefixtures("an_order")
def test_every_topic_is_listed_with_its_state() -> None:
    topics = json.loads(run_command("webhooks", "list", SHOP, "--json").stdout)
    assert {topic["subscription_status"] for topic in topics} == {"missing", "not by subscription"}
    assert "orders/create" in {topic["topic"] for topic in topics}


@pytest.mark.usefixtures("an_order")
def test_a_topic_shows_its_last_delivery_and_the_version_it_comes_in(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.subscriptions.record_last_seen(
            SHOP, [WebhookSubscription("gid://1", "ORDERS_CREATE", "https://e", "2026-07")], (), NOON
        )
        tx.events.add([a_new_event()])
        tx.deliveries.count_received(NOON + timedelta(hours=1), 9)
        tx.subscriptions.schedule_check(SHOP, NOON, "no answer")
        tx.commit()
    listed = run_command("webhooks", "list", SHOP, "--json")
    (topic,) = (row for row in json.loads(listed.stdout) if row["topic"] == "orders/create")
    assert topic["subscription_status"] == "subscribed in version 2026-07"
    assert (topic["last_verified_at"], topic["last_delivery_at"]) == (NOON.isoformat(), NOON.isoformat())
    assert "The last check failed: no answer" in listed.stderr


def test_the_section_of_the_apps_own_settings_is_printed() -> None:
    section = tomllib.loads(run_command("webhooks", "toml").stdout)["webhooks"]
    assert {subscription["uri"] for subscription in section["subscriptions"]} == {
        "http://localhost:8000/webhooks/shopify"
    }
