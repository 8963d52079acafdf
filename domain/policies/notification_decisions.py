"""Which channel is notified of which issue now: once, and once more when it is over."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from novex_shopify.domain.model.issue import Issue, IssueKind, Severity
from novex_shopify.domain.model.notification import Notice, NoticeEvent, NotificationEntry
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings, RuleSubject
from novex_shopify.domain.policies.notification_times import find_due, leave_quiet_hours
from novex_shopify.domain.policies.personal_data import mask_email_addresses
from novex_shopify.domain.timing import NOTICE_OVER_AFTER


@dataclass(frozen=True, slots=True)
class TrackedIssue:
    """An issue as it was stored. `opened_at` is when it was found, `page` where the console repairs it.

    `ended_at` is None while it is open. One that is acknowledged has an owner who needs no reminder; one that is
    ignored notifies no channel.
    """

    id: int
    issue: Issue
    opened_at: datetime
    page: str
    ended_at: datetime | None = None
    is_acknowledged: bool = False
    is_ignored: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the channels know from now on, and what each of them is sent now, by its id."""

    notices: Sequence[Notice]
    messages: Mapping[int, Sequence[NotificationEntry]]


@dataclass(frozen=True, slots=True)
class NotificationPolicy:
    """The rules, the channels that are not paused, and the quiet hours."""

    rules: Sequence[NotificationRule]
    active_channels: Collection[int]
    settings: NotificationSettings

    def decide(self, issues: Sequence[TrackedIssue], notices: Iterable[Notice], now: datetime) -> Decision:
        """Decide from the stored issues, the notices that remain of earlier decisions, and the time.

        - A channel hears of an issue once, however many rules name both: by the rule that is due first.
        - What waits for a digest or for the end of the quiet hours and ends in that time is reported as over, once.
        - An issue counts as over when it has ended for a while, so one that comes back soon causes no message.
        - What no active channel would get is not decided; an issue that is still open when its channel is resumed is.
        """
        known = {(each.channel_id, each.issue_id): each for each in notices}
        for wanted in self._find_wanted(issues, now):
            notice = known.get((wanted.channel_id, wanted.issue_id))
            if notice is None or (notice.sent_at is None and wanted.due_at < notice.due_at):
                known[wanted.channel_id, wanted.issue_id] = wanted
        issues_by_id = {each.id: each for each in issues}
        kept: list[Notice] = []
        messages: dict[int, list[NotificationEntry]] = {}
        for notice in known.values():
            if issue := issues_by_id.get(notice.issue_id):
                remaining, event = self._advance(notice, issue, now)
                if remaining:
                    kept.append(remaining)
                if event:
                    messages.setdefault(notice.channel_id, []).append(_build_entry(event, issue))
        return Decision(kept, messages)

    def _find_wanted(self, issues: Sequence[TrackedIssue], now: datetime) -> Iterator[Notice]:
        for rule in self.rules:
            due_at = find_due(rule, self.settings, now)
            for issue in issues:
                if is_matched(rule, issue, now):
                    for channel_id in rule.channel_ids:
                        if channel_id in self.active_channels and not _is_about(issue.issue, channel_id):
                            yield Notice(channel_id, issue.id, rule.id, due_at)

    def _advance(self, notice: Notice, issue: TrackedIssue, now: datetime) -> tuple[Notice | None, NoticeEvent | None]:
        """What remains of a notice, and what its channel is sent now."""
        rule = next((each for each in self.rules if each.id == notice.rule_id), None)
        is_active = notice.channel_id in self.active_channels
        if notice.sent_at is None:
            is_dropped = rule is None or issue.is_ignored or not is_active
            return (None, None) if is_dropped else _advance_waiting(notice, issue, now)
        if issue.ended_at:
            return self._end(notice, issue.ended_at, rule, now)
        is_due = rule is not None and is_active and self._needs_reminder(notice, issue, rule, now)
        still_open = replace(notice, over_due_at=None)
        return (replace(still_open, last_sent_at=now), NoticeEvent.REMINDER) if is_due else (still_open, None)

    def _end(
        self, notice: Notice, ended_at: datetime, rule: NotificationRule | None, now: datetime
    ) -> tuple[Notice | None, NoticeEvent | None]:
        """It is said when the rule would say it; a paused channel does not hear of it."""
        if now - ended_at < NOTICE_OVER_AFTER:
            return notice, None
        due_at = find_due(rule, self.settings, now) if rule else leave_quiet_hours(self.settings, now)
        over_due_at = notice.over_due_at or due_at
        if over_due_at > now:
            return replace(notice, over_due_at=over_due_at), None
        return None, NoticeEvent.OVER if notice.channel_id in self.active_channels else None

    def _needs_reminder(self, notice: Notice, issue: TrackedIssue, rule: NotificationRule, now: datetime) -> bool:
        if not rule.remind_after_hours or issue.is_acknowledged or issue.is_ignored or notice.last_sent_at is None:
            return False
        is_quiet = not rule.passes_quiet_hours and leave_quiet_hours(self.settings, now) > now
        return now - notice.last_sent_at >= timedelta(hours=rule.remind_after_hours) and not is_quiet


def is_matched(rule: NotificationRule, tracked: TrackedIssue, now: datetime) -> bool:
    """Return whether the rule wants the issue to be sent now."""
    issue = tracked.issue
    return (
        rule.subject is RuleSubject.ISSUES
        and tracked.ended_at is None
        and not tracked.is_ignored
        and issue.severity is not Severity.INFO
        and rule.kind in (None, issue.kind)
        and rule.severity in (None, issue.severity)
        and rule.shop in (None, issue.shop)
        and issue.orders >= rule.min_orders
        and now - tracked.opened_at >= timedelta(minutes=rule.min_minutes)
    )


def _is_about(issue: Issue, channel_id: int) -> bool:
    """A channel that fails is not notified of that: the message would fail as well, and so on."""
    return issue.kind is IssueKind.NOTIFICATIONS_NOT_SENT and issue.subject == str(channel_id)


def _advance_waiting(notice: Notice, issue: TrackedIssue, now: datetime) -> tuple[Notice | None, NoticeEvent | None]:
    if notice.due_at > now:
        return notice, None
    if issue.ended_at:
        return None, NoticeEvent.OVER
    return replace(notice, sent_at=now, last_sent_at=now), NoticeEvent.OPENED


_FOREIGN_DETAILS = frozenset(
    {
        IssueKind.EVENTS_FAILED,
        IssueKind.EVENTS_BLOCKED,
        IssueKind.SHIPMENTS_REJECTED,
        IssueKind.SHIPMENTS_BLOCKED,
        IssueKind.INVOICES_WAIT,
        IssueKind.IMPORT_FAILED,
        IssueKind.REPORT_NOT_SENT,
    }
)
"""Their detail is the error of one record. Others wrote a part of it, and it may name a customer."""


def _build_entry(event: NoticeEvent, tracked: TrackedIssue) -> NotificationEntry:
    issue = tracked.issue
    return NotificationEntry(
        event,
        mask_email_addresses(issue.title),
        "The page says why." if issue.kind in _FOREIGN_DETAILS else mask_email_addresses(issue.detail),
        issue.shop,
        issue.orders,
        issue.since or tracked.opened_at,
        tracked.ended_at if event is NoticeEvent.OVER else None,
        tracked.page,
        tracked.id,
        issue.kind,
        issue.severity,
    )
