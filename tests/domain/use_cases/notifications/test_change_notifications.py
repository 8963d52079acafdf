"""Channels, rules and quiet hours: what is stored, what is refused, and what the audit log says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.domain.errors import ChannelRefused, InvalidChannel, InvalidNotificationRule, MailNotSetUp, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.issue import Severity
from novex_shopify.domain.model.notification_channel import ChannelKind
from novex_shopify.domain.model.notification_rule import (
    NotificationRule,
    NotificationSettings,
    NotificationTiming,
    RuleSubject,
)
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, DifferenceKind, OrderCounts
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopProfile
from novex_shopify.domain.use_cases.notifications import SendTestMessage
from tests.builders import APP_URL, NOON, SHOP, a_shop
from tests.domain.use_cases.notifications.notification_world import NotificationWorld

TOKEN_URL = "https://hooks.slack.com/services/T0/B0/abcdefwxyz"


@pytest.fixture
def world() -> NotificationWorld:
    return NotificationWorld()


def read_audit_log(world: NotificationWorld) -> list[tuple[AuditAction, Any]]:
    with world.unit_of_work.read() as tx:
        return [(each.action, each.after) for each in tx.audit_log.search(AuditFilter(), 50)][::-1]


def test_the_first_channel_gets_rules_that_fit_most(world: NotificationWorld) -> None:
    channel = world.channels.add("Team", ChannelKind.SLACK, url=Secret(TOKEN_URL))
    world.channels.add("Other", ChannelKind.SLACK, url=Secret(TOKEN_URL))
    rules = [(rule.severity, rule.timing, rule.channel_ids) for rule in world.rules.list_all()]
    assert rules == [
        (Severity.CRITICAL, NotificationTiming.IMMEDIATE, (channel.id,)),
        (Severity.WARNING, NotificationTiming.DAILY, (channel.id,)),
    ]
    assert channel.address == "hooks.slack.com/…wxyz"
    assert "abcdef" not in str(read_audit_log(world)) + repr(channel)


def test_a_webhook_gets_a_secret_of_its_own(world: NotificationWorld) -> None:
    secrets = {
        world.channels.add(name, ChannelKind.WEBHOOK, url=Secret("https://erp.example/hook")).signing_secret
        for name in ("A", "B")
    }
    assert len(secrets) == 2
    assert all(each and each.value.startswith("whsec_") for each in secrets)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (ChannelKind.SLACK, {"url": Secret("http://hooks.slack.com/x")}, "url"),
        (ChannelKind.SLACK, {"url": Secret("https://user:word@hooks.slack.com/x")}, "url"),
        (ChannelKind.SLACK, {"url": Secret("https://10.0.0.1/x")}, "url"),
        (ChannelKind.SLACK, {"url": Secret("https://[::1]/x")}, "url"),
        (ChannelKind.SLACK, {"url": Secret("https://localhost/x")}, "url"),
        (ChannelKind.TEAMS, {"url": Secret("ftp://teams.example/x")}, "url"),
        (ChannelKind.TEAMS, {"url": Secret("https://[teams")}, "url"),
        (ChannelKind.TEAMS, {}, "url"),
        (ChannelKind.EMAIL, {"recipients": ["anna"]}, "recipients"),
        (ChannelKind.EMAIL, {"recipients": []}, "recipients"),
        (ChannelKind.WEBHOOK, {"url": Secret(TOKEN_URL), "signing_secret": Secret("whsec_abc")}, "signing_secret"),
    ],
)
def test_what_cannot_be_a_channel_is_refused(
    world: NotificationWorld, kind: ChannelKind, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidChannel) as refusal:
        world.channels.add("Team", kind, **values)
    assert refusal.value.field == field
    assert world.channels.list_all() == []


def test_emails_need_a_mail_server_and_names_are_unique(world: NotificationWorld) -> None:
    world.add_channel()
    with pytest.raises(InvalidChannel):
        world.add_channel()
    world.mailer.is_set_up = False
    with pytest.raises(MailNotSetUp):
        world.add_channel("Another")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel_ids": ()}, "channels"),
        ({"channel_ids": (99,)}, "channels"),
        ({"severity": Severity.INFO}, "severity"),
        ({"min_orders": -1}, "min_orders"),
        ({"remind_after_hours": 10_000}, "remind_after_hours"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(world: NotificationWorld, change: dict[str, Any], field: str) -> None:
    channel = world.add_channel()
    with pytest.raises(InvalidNotificationRule) as refusal:
        world.rules.save(replace(NotificationRule(0, (channel.id,)), **change))
    assert refusal.value.field == field


def test_a_rule_of_an_unknown_store_and_an_unknown_zone_are_refused(world: NotificationWorld) -> None:
    channel = world.add_channel()
    with pytest.raises(NotFound):
        world.rules.save(NotificationRule(0, (channel.id,), shop=SHOP))
    all_day = NotificationSettings("UTC", quiet_from=time(22), quiet_until=time(22))
    for settings in (NotificationSettings("Mars/Base"), NotificationSettings("UTC", quiet_from=time(22)), all_day):
        with pytest.raises(InvalidNotificationRule):
            world.rules.save_settings(settings)


def test_a_test_message_shows_the_answer_and_is_in_the_audit_log(world: NotificationWorld) -> None:
    channel = world.add_channel()
    test = SendTestMessage(world.unit_of_work, world.clock, world.nonces, world.sender, APP_URL)
    assert test(channel.id) == "200 ok"
    world.sender.errors = [ChannelRefused("The receiver answered 404 no_service.")]
    with pytest.raises(ChannelRefused):
        test(channel.id)
    answers = [after for action, after in read_audit_log(world) if action is AuditAction.CHANNEL_TESTED]
    assert answers == [{"answer": "200 ok"}, {"answer": "The receiver answered 404 no_service."}]
    assert world.stored == []


def test_the_data_check_is_sent_once_a_day_at_its_time_for_each_store(world: NotificationWorld) -> None:
    world.rules.save_settings(NotificationSettings("Europe/Berlin"))
    world.add_channel(rule=NotificationRule(0, (), RuleSubject.DATA_CHECK, daily_at=time(15)))
    difference = Difference(5, "#1005", date(2026, 11, 22), DifferenceKind.MISSING, "15.00", "")
    counts = OrderCounts(12, Decimal(100))
    with world.unit_of_work() as tx:
        tx.shops.save(a_shop(profile=ShopProfile(time_zone="Europe/Berlin")))
        audit = DailyAudit(SHOP, date(2026, 11, 22), NOON, "EUR", counts, counts, (difference,))
        tx.reconciliations.save_audit(audit)
        tx.commit()
    world.wait(datetime(2026, 11, 23, 13, 59, tzinfo=UTC) - world.clock.now())
    assert world.messages == []
    world.wait(timedelta(hours=3))
    ((_, message),) = world.sender.sent
    (section,) = message.sections
    assert section.heading == "Data check: 2026-11-22, 1 difference in 12 compared orders"
    assert list(section.lines) == ["Missing in the ERP: #1005", f"Store: {SHOP}", "Orders affected: 1"]
    assert section.url == f"{APP_URL}/console/stores/{SHOP}/data-check/2026-11-22"
    world.wait(timedelta(days=1))
    assert len(world.messages) == 2
    assert "was not compared yet" in world.messages[1][1]


def test_the_data_check_is_of_the_last_day_whose_audit_was_due_in_the_zone_of_the_store(
    world: NotificationWorld,
) -> None:
    """At eight in London, Los Angeles has just begun the day, and the one that ended was not compared yet."""
    world.add_channel(rule=NotificationRule(0, (), RuleSubject.DATA_CHECK, daily_at=time(8)))
    with world.unit_of_work() as tx:
        tx.shops.save(a_shop(profile=ShopProfile(time_zone="America/Los_Angeles")))
        tx.commit()
    world.wait(datetime(2026, 11, 25, 8, 1, tzinfo=UTC) - world.clock.now())
    assert "2026-11-23" in world.messages[-1][1]
