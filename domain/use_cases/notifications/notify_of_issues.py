"""Decides who is notified of what, and puts the messages into the outbox."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.notification import Notice, Notification, NotificationEntry
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings, RuleSubject
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.policies.data_check_notices import build_entry
from novex_shopify.domain.policies.notification_decisions import NotificationPolicy, TrackedIssue
from novex_shopify.domain.policies.notification_times import find_due
from novex_shopify.domain.policies.reconciliation import find_last_audited_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import KEEP_NOTIFICATIONS_FOR, NOTIFY_INTERVAL

NOTIFY_JOB = "notify of issues"


@dataclass(frozen=True, slots=True)
class NotifyOfIssues:
    """One worker decides at a time. What it decides and the messages are committed together: none is lost or doubled.

    It looks at the issues as they are stored, not at what happened in between: what opened and ended unseen needs no
    message.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    worker: WorkerId
    notifier: WorkNotifier
    nonces: Nonces
    list_issues: Callable[[Transaction, Collection[int]], Sequence[TrackedIssue]]

    def __call__(self) -> int:
        """Decide once; returns how many messages were put into the outbox."""
        with self.unit_of_work.read() as tx:
            if not tx.notification_rules.list_all() and not tx.notifications.list_notices():
                return 0
        now = self.clock.now()
        with self.unit_of_work() as tx:
            # Its row is locked until the end: another worker waits, and then sees what this one decided.
            if not tx.job_runs.try_start(NOTIFY_JOB, self.worker, now, NOTIFY_INTERVAL / 2):
                return 0
            messages = self._decide(tx, now)
            for channel_id, entries in messages:
                self._queue(tx, channel_id, entries, now)
            tx.notifications.delete_settled(now - KEEP_NOTIFICATIONS_FOR)
            tx.commit()
        if messages:
            self.notifier.notify(Work.NOTIFICATIONS)
        return len(messages)

    def _decide(self, tx: Transaction, now: datetime) -> Sequence[tuple[int, Sequence[NotificationEntry]]]:
        rules, settings = tx.notification_rules.list_all(), tx.notification_rules.get_settings()
        active, notices = tx.notification_channels.list_active_ids(), tx.notifications.list_notices()
        issues = self.list_issues(tx, {each.issue_id for each in notices})
        known = _leave_out_cancelled(tx, notices)
        decision = NotificationPolicy(rules, active, settings).decide(issues, known, now)
        if list(decision.notices) != list(notices):
            tx.notifications.save_notices(decision.notices)
        return [*decision.messages.items(), *_decide_data_checks(tx, rules, active, settings, now)]

    def _queue(self, tx: Transaction, channel_id: int, entries: Sequence[NotificationEntry], now: datetime) -> None:
        message_id = f"msg_{self.nonces.generate()}"
        tx.notifications.add(Notification(0, message_id, channel_id, tuple(entries), now, next_attempt_at=now))


def _leave_out_cancelled(tx: Transaction, notices: Sequence[Notice]) -> Sequence[Notice]:
    """A channel that was paused before its message was sent knows nothing of the issue, so it hears when resumed."""
    cancelled = tx.notifications.list_cancelled()
    return [each for each in notices if each.sent_at is None or (each.channel_id, each.sent_at) not in cancelled]


def _decide_data_checks(
    tx: Transaction,
    rules: Sequence[NotificationRule],
    active: Collection[int],
    settings: NotificationSettings,
    now: datetime,
) -> Sequence[tuple[int, Sequence[NotificationEntry]]]:
    messages: list[tuple[int, Sequence[NotificationEntry]]] = []
    for rule in rules:
        if rule.subject is RuleSubject.DATA_CHECK and rule.due_at and rule.due_at <= now:
            tx.notification_rules.save(replace(rule, due_at=find_due(rule, settings, now)))
            if entries := _build_data_check(tx, rule, now):
                messages.extend((each, entries) for each in rule.channel_ids if each in active)
    return messages


def _build_data_check(tx: Transaction, rule: NotificationRule, now: datetime) -> Sequence[NotificationEntry]:
    """The last day of each store, in its zone, whose audit was due: at night, it is the day before yesterday."""
    shops = [shop for shop in tx.shops.list_all() if shop.connected and rule.shop in (None, shop.domain)]
    days = {shop.domain: find_last_audited_day(now, shop.profile.zone) for shop in shops}
    return [build_entry(shop, day, tx.reconciliations.get_audit(shop, day)) for shop, day in days.items()]
