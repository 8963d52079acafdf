"""Channels, rules and quiet hours are set on one page, which shows what was sent and answered."""

import re
from dataclasses import replace
from html import unescape

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.notifications.channel_sender import RecordingChannelSender
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ChannelRefused
from novex_shopify.domain.model.notification import NoticeEvent, Notification, NotificationEntry, NotificationState
from novex_shopify.domain.model.notification_rule import RuleSubject
from tests.builders import NOON
from tests.entrypoints.web.console.local_console import open_local_console, send_form

PAGE = "/console/settings/notifications"
SLACK = {"kind": "slack", "name": "Team", "url": "https://hooks.slack.com/services/T0/B0/planted-token"}
WEBHOOK = {"kind": "webhook", "name": "ERP", "url": "https://erp.example/hook"}
RULE = {
    "cause": "data_check",
    "timing": "daily",
    "daily_at": "06:30",
    "min_orders": "0",
    "min_minutes": "0",
    "remind_after_hours": "0",
}


@pytest.fixture
def sender(container: Container) -> RecordingChannelSender:
    sender = RecordingChannelSender()
    container.channel_sender.override(providers.Object(sender))
    return sender


def test_a_channel_is_added_tested_paused_and_removed_and_its_address_never_shown(
    container: Container, sender: RecordingChannelSender
) -> None:
    with open_local_console(container) as console:
        assert send_form(console, f"{PAGE}/channels", SLACK)[0] == 303
        page = unescape(console.get(PAGE).text)
        assert "hooks.slack.com/…oken" in page
        assert "planted-token" not in page
        assert "All critical issues" in page  # the rules that the first channel gets
        assert send_form(console, f"{PAGE}/channels/1/test", {})[0] == 303
        sender.errors = [ChannelRefused("The receiver answered 404 no_service.")]
        status, page = send_form(console, f"{PAGE}/channels/1/test", {})
        assert (status, "404 no_service" in page) == (422, True)
        assert send_form(console, f"{PAGE}/channels/1/pause", {})[0] == 303
        assert "Paused by hand." in console.get(PAGE).text
        assert send_form(console, f"{PAGE}/channels/1/resume", {})[0] == 303
        assert send_form(console, f"{PAGE}/channels/1/remove", {})[0] == 303
        assert "No channels yet" in console.get(PAGE).text


def test_the_secret_of_a_webhook_is_shown_once(container: Container) -> None:
    with open_local_console(container) as console:
        status, page = send_form(console, f"{PAGE}/channels", WEBHOOK)
        assert status == 200
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
        assert secret
        assert "whsec_" not in console.get(PAGE).text
    with container.read_transaction() as tx:
        (channel,) = tx.notification_channels.list_all()
    assert channel.signing_secret
    assert channel.signing_secret.value == secret[0]


@pytest.mark.parametrize(
    ("form", "fields", "error"),
    [
        ("channels", {**SLACK, "url": "http://hooks.slack.com/x"}, "begins with https://"),
        ("channels", {**SLACK, "name": ""}, "Enter a name"),
        ("rules", {**RULE, "cause": "critical"}, "at least one channel"),
        ("rules", {**RULE, "min_orders": "many", "channel": "1"}, "whole number"),
        ("quiet-hours", {"time_zone": "Mars/Base"}, "time zone"),
    ],
)
def test_a_form_that_was_filled_in_wrongly_says_what_is_wrong_and_keeps_the_rest(
    container: Container, form: str, fields: dict[str, str], error: str
) -> None:
    with open_local_console(container) as console:
        send_form(console, f"{PAGE}/channels", {**SLACK, "name": "First"})
        status, page = send_form(console, f"{PAGE}/{form}", fields)
    assert (status, error in unescape(page)) == (422, True)
    assert "planted-token" not in page


def test_a_rule_is_saved_changed_and_removed(container: Container) -> None:
    with open_local_console(container) as console:
        send_form(console, f"{PAGE}/channels", SLACK)
        assert send_form(console, f"{PAGE}/rules", {**RULE, "channel": "1"})[0] == 303
        with container.read_transaction() as tx:
            added = tx.notification_rules.list_all()[-1]
        assert (added.subject, added.channel_ids, f"{added.daily_at}") == (RuleSubject.DATA_CHECK, (1,), "06:30:00")
        assert added.due_at
        chosen = console.get(f"{PAGE}?rule={added.id}").text
        assert "Change the rule" in chosen
        assert re.search(r'name="channel" value="1" checked', chosen)
        changed = {**RULE, "id": str(added.id), "cause": "no_webhooks", "channel": "1", "passes_quiet_hours": "yes"}
        assert send_form(console, f"{PAGE}/rules", changed)[0] == 303
        assert "Daily at 06:30, also in quiet hours" in console.get(PAGE).text
        with container.read_transaction() as tx:
            removed = tx.notification_rules.list_all()[-1]
        assert send_form(console, f"{PAGE}/rules/{added.id}/remove", {})[0] == 303
        page = console.get(PAGE).text
        assert f"rule={added.id}" not in page
        undo = page.partition('class="toasts"')[2].partition("</form>")[0]
        fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', undo)}
        assert send_form(console, f"{PAGE}/rules", fields)[0] == 303
        with container.read_transaction() as tx:
            restored = tx.notification_rules.list_all()[-1]
        assert restored == replace(removed, id=restored.id)


def test_what_was_given_up_needs_attention_until_it_is_dismissed(
    container: Container, sender: RecordingChannelSender
) -> None:
    with open_local_console(container) as console:
        send_form(console, f"{PAGE}/channels", SLACK)
        entry = NotificationEntry(NoticeEvent.OPENED, "3 events failed")
        with container.unit_of_work()() as tx:
            given_up = Notification(0, "msg_1", 1, (entry,), NOON, NotificationState.GIVEN_UP, error="404 no_service")
            tx.notifications.add(given_up)
            tx.commit()
        home = console.get("/console").text
        assert "A message was not sent to Team" in home
        assert f'href="{PAGE}"' in home
        assert "404 no_service" in console.get(PAGE).text
        assert send_form(console, f"{PAGE}/channels/1/dismiss", {})[0] == 303
        assert "A message was not sent to Team" not in console.get("/console").text
