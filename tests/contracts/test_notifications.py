"""The contracts of `NotificationChannels`, `NotificationRules` and `Notifications`."""

from dataclasses import replace
from datetime import time

import pytest

from novex_shopify.domain.errors import InvalidChannel
from novex_shopify.domain.model.issue import IssueKind, Severity
from novex_shopify.domain.model.notification import (
    Notice,
    NoticeEvent,
    Notification,
    NotificationEntry,
    NotificationState,
)
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.notification_rule import (
    NotificationRule,
    NotificationSettings,
    NotificationTiming,
    RuleSubject,
)
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND, SHOP

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)
MAIL = NotificationChannel(0, "Office", ChannelKind.EMAIL, NOON, recipients=("anna@example.com", "ben@example.com"))
WEBHOOK = NotificationChannel(
    0, "ERP", ChannelKind.WEBHOOK, NOON, url=Secret("https://erp.example/hook"), signing_secret=Secret("whsec_abc")
)
FULL_ENTRY = NotificationEntry(
    NoticeEvent.OVER,
    "3 events failed",
    "timeout",
    SHOP,
    3,
    since=NOON,
    ended_at=NOON + HOUR,
    page="/console/events",
    issue_id=7,
    kind="events_failed",
    severity="critical",
)
QUEUED = Notification(0, "msg_1", 1, (FULL_ENTRY,), NOON, next_attempt_at=NOON)


def test_channels_are_stored_paused_and_removed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        mail, webhook = tx.notification_channels.add(MAIL), tx.notification_channels.add(WEBHOOK)
        assert (mail, webhook) == (replace(MAIL, id=mail.id), replace(WEBHOOK, id=webhook.id))
        with pytest.raises(InvalidChannel), tx.savepoint():
            tx.notification_channels.add(MAIL)
        paused = replace(webhook, paused_at=NOON, pause_reason="It answered 410.")
        tx.notification_channels.save_pause(paused)
        assert list(tx.notification_channels.list_all()) == [mail, paused]
        assert tx.notification_channels.list_names() == {mail.id: "Office", webhook.id: "ERP"}
        assert list(tx.notification_channels.list_active_ids()) == [mail.id]
        assert not tx.notification_channels.reencrypt(mail.id)
        tx.notification_channels.remove(mail.id)
        assert tx.notification_channels.get(mail.id) is None
        assert tx.notification_channels.get(webhook.id) == paused


def test_rules_are_stored_replaced_and_removed(unit_of_work: UnitOfWork) -> None:
    full = NotificationRule(
        0, (2, 1), RuleSubject.DATA_CHECK, IssueKind.NO_WEBHOOKS, Severity.WARNING, SHOP, 5, 30,
        NotificationTiming.DAILY, time(6, 30), passes_quiet_hours=True, remind_after_hours=4, due_at=NOON,
    )  # fmt: skip
    with unit_of_work() as tx:
        first, second = tx.notification_rules.save(full), tx.notification_rules.save(NotificationRule(0, (1,)))
        assert first == replace(full, id=first.id)
        changed = tx.notification_rules.save(replace(first, channel_ids=(), due_at=None))
        assert list(tx.notification_rules.list_all()) == [changed, second]
        tx.notification_rules.remove(second.id)
        assert tx.notification_rules.get(second.id) is None
        assert tx.notification_rules.get(first.id) == changed


def test_settings_are_the_defaults_until_they_are_stored(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.notification_rules.get_settings() == NotificationSettings()
        for settings in (NotificationSettings("Europe/Berlin", time(22), time(7)), NotificationSettings("UTC")):
            tx.notification_rules.save_settings(settings)
            assert tx.notification_rules.get_settings() == settings


def test_notices_are_replaced_as_a_whole(unit_of_work: UnitOfWork) -> None:
    waiting = Notice(1, 7, 3, NOON)
    known = Notice(2, 7, 3, NOON, NOON, NOON + SECOND, NOON + HOUR)
    with unit_of_work() as tx:
        tx.notifications.save_notices([known, waiting])
        assert list(tx.notifications.list_notices()) == [waiting, known]
        tx.notifications.save_notices([known])
        assert list(tx.notifications.list_notices()) == [known]


def test_a_message_is_claimed_once_and_settled_only_under_its_claim(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        added = tx.notifications.add(QUEUED)
        assert added == replace(QUEUED, id=added.id)
        later = tx.notifications.add(replace(QUEUED, message_id="msg_2", next_attempt_at=NOON + HOUR))
        claimed = tx.notifications.claim(ANN, NOON)
        assert claimed == replace(added, attempts=1, claimed_by=str(ANN))
        assert tx.notifications.claim(BOB, NOON) is None
        assert tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON) == 1
        again = tx.notifications.claim(BOB, NOON)
        assert again == replace(added, attempts=2, claimed_by=str(BOB))
        sent = replace(
            again, state=NotificationState.SENT, next_attempt_at=None, settled_at=NOON, answer="200 ok", error="slow"
        )
        assert not tx.notifications.settle(replace(sent, claimed_by=str(ANN), attempts=1))
        assert tx.notifications.settle(sent)
        stored = replace(sent, claimed_by=None)
        assert tx.notifications.get(added.id) == stored
        assert list(tx.notifications.list_latest(5)) == [later, stored]
        assert list(tx.notifications.list_latest(5, before=later.id)) == [stored]
        assert list(tx.notifications.list_latest(5, state=NotificationState.QUEUED)) == [later]


def test_what_was_given_up_is_counted_and_kept_and_what_was_sent_is_deleted_later(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        states = (NotificationState.SENT, NotificationState.GIVEN_UP, NotificationState.GIVEN_UP)
        stored = [
            tx.notifications.add(
                replace(QUEUED, channel_id=channel, state=state, next_attempt_at=None, settled_at=NOON)
            )
            for channel, state in enumerate(states, 1)
        ]
        assert tx.notifications.count_given_up() == {2: 1, 3: 1}
        assert tx.notifications.delete_settled(NOON) == 0
        assert tx.notifications.delete_settled(NOON + SECOND) == 1
        assert list(tx.notifications.list_latest(5)) == [stored[2], stored[1]]


def test_what_a_removed_channel_has_not_taken_is_cancelled(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        being_sent = tx.notifications.add(QUEUED)
        tx.notifications.claim(ANN, NOON)
        waiting, other = tx.notifications.add(QUEUED), tx.notifications.add(replace(QUEUED, channel_id=2))
        tx.notifications.cancel_all(1, NOON)
        states = {each.id: each.state for each in tx.notifications.list_latest(5)}
        assert states == {
            being_sent.id: NotificationState.QUEUED,
            waiting.id: NotificationState.CANCELLED,
            other.id: NotificationState.QUEUED,
        }
        assert tx.notifications.list_cancelled() == {(1, NOON)}
