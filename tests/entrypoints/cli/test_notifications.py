"""`novex-shopify notifications`."""

import json
from pathlib import Path

import pytest

from novex_shopify.domain.errors import MailNotSent
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import run_command


def run_notifications(*arguments: str) -> str:
    result = run_command("notifications", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_webhook_is_added_and_its_secret_shown_only_then(tmp_path: Path) -> None:
    (tmp_path / "hook.txt").write_text("https://erp.example/hooks/planted-token\n")
    added = run_notifications("channels", "add", "ERP", "webhook", "--url-file", "hook.txt")
    assert "whsec_" in added
    (channel,) = json.loads(run_notifications("channels", "list", "--json"))
    assert (channel["name"], channel["address"]) == ("ERP", "erp.example/…oken")
    assert "planted-token" not in added + str(channel)
    run_notifications("channels", "pause", "1")
    assert json.loads(run_notifications("channels", "list", "--json"))[0]["pause_reason"] == "Paused by hand."
    run_notifications("channels", "resume", "1")
    run_notifications("channels", "remove", "1")
    assert json.loads(run_notifications("channels", "list", "--json")) == []


def test_rules_are_saved_and_removed(connector: Connector) -> None:
    added = run_notifications("channels", "add", "Office", "email", "--to", "anna@example.com")
    assert "Channel 1 sends to anna@example.com" in added
    rule = ("critical", "--channel", "1", "--timing", "hourly", "--min-orders", "5")
    assert "All critical issues, at least 5 orders. Every hour." in run_notifications("rules", "save", *rule)
    assert [each["cause"] for each in json.loads(run_notifications("rules", "list", "--json"))] == [
        "critical",
        "warning",
        "critical",
    ]
    run_notifications("rules", "remove", "3")
    assert len(connector.notifications.list_rules()) == 2
    hours = run_notifications("quiet-hours", "--time-zone", "Europe/Berlin", "--from", "22:00", "--until", "07:00")
    assert "from 22:00 to 07:00, Europe/Berlin" in hours
    assert json.loads(run_notifications("deliveries", "--json")) == []


def test_a_test_message_that_was_not_taken_says_why() -> None:
    run_notifications("channels", "add", "Office", "email", "--to", "anna@example.com")
    with pytest.raises(MailNotSent, match="The mail server can't be used"):
        run_command("notifications", "test", "1")
