"""One cause notifies a channel once, until it is over; whatever the rules, the quiet hours and the order of events."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from novex_shopify.domain.model.issue import Issue, IssueKind, Severity
from novex_shopify.domain.model.notification import Notice, NoticeEvent
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings, NotificationTiming
from novex_shopify.domain.policies.notification_decisions import Decision, NotificationPolicy, TrackedIssue
from novex_shopify.domain.policies.notification_times import leave_quiet_hours
from novex_shopify.domain.timing import NOTICE_OVER_AFTER

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MAIL, CHAT = 1, 2
QUIET = NotificationSettings("Europe/Berlin", time(22), time(7))
CRITICAL = NotificationRule(1, (MAIL,), severity=Severity.CRITICAL)
FAILED = TrackedIssue(7, Issue(IssueKind.EVENTS_FAILED, "3 events failed", orders=3), NOON, "/console/events")


def decide(
    *issues: TrackedIssue,
    rules: tuple[NotificationRule, ...] = (CRITICAL,),
    notices: tuple[Notice, ...] | list[Notice] = (),
    at: datetime = NOON,
    settings: NotificationSettings = NotificationSettings(),  # noqa: B008 - it is frozen
    active: tuple[int, ...] = (MAIL, CHAT),
) -> Decision:
    return NotificationPolicy(rules, active, settings).decide(issues, notices, at)


def list_events(decision: Decision, channel: int = MAIL) -> list[NoticeEvent]:
    return [each.event for each in decision.messages.get(channel, ())]


def test_an_issue_is_sent_once_and_once_more_when_it_is_over() -> None:
    first = decide(FAILED)
    assert list_events(first) == [NoticeEvent.OPENED]
    again = decide(FAILED, notices=list(first.notices), at=NOON + HOUR)
    assert again.messages == {}
    ended = replace(FAILED, ended_at=NOON + HOUR)
    soon = decide(ended, notices=list(again.notices), at=NOON + HOUR + MINUTE)
    assert soon.messages == {}
    over = decide(ended, notices=list(soon.notices), at=NOON + HOUR + NOTICE_OVER_AFTER)
    assert list_events(over) == [NoticeEvent.OVER]
    assert over.notices == []


def test_an_issue_that_comes_back_at_once_causes_no_message() -> None:
    first = decide(FAILED)
    ended = decide(replace(FAILED, ended_at=NOON + MINUTE), notices=list(first.notices), at=NOON + 2 * MINUTE)
    back = decide(FAILED, notices=list(ended.notices), at=NOON + HOUR)
    assert ended.messages == back.messages == {}


def test_a_threshold_of_orders_and_of_time_is_waited_for() -> None:
    rules = (replace(CRITICAL, min_orders=5, min_minutes=30),)
    assert decide(FAILED, rules=rules, at=NOON + HOUR).messages == {}
    many = replace(FAILED, issue=replace(FAILED.issue, orders=5))
    assert decide(many, rules=rules, at=NOON + 29 * MINUTE).messages == {}
    assert list_events(decide(many, rules=rules, at=NOON + 30 * MINUTE)) == [NoticeEvent.OPENED]


def test_quiet_hours_hold_back_what_has_no_tick_and_send_it_after_them() -> None:
    night = datetime(2026, 11, 25, 23, tzinfo=UTC)  # midnight in Berlin
    other = replace(FAILED, id=8, opened_at=night)
    held = decide(FAILED, other, settings=QUIET, at=night)
    assert held.messages == {}
    morning = decide(FAILED, other, settings=QUIET, notices=list(held.notices), at=night + 7 * HOUR)
    assert list_events(morning) == [NoticeEvent.OPENED, NoticeEvent.OPENED]
    passing = (replace(CRITICAL, passes_quiet_hours=True),)
    assert list_events(decide(FAILED, rules=passing, settings=QUIET, at=night)) == [NoticeEvent.OPENED]


def test_quiet_hours_that_end_in_the_hour_that_autumn_repeats_end_the_same_night() -> None:
    until_half_past_two = replace(QUIET, quiet_until=time(2, 30))
    second_ten_past_two = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert leave_quiet_hours(until_half_past_two, second_ten_past_two) == second_ten_past_two + 20 * MINUTE


def test_what_began_and_ended_in_the_quiet_hours_is_reported_as_over_once() -> None:
    night = datetime(2026, 11, 25, 23, tzinfo=UTC)
    held = decide(FAILED, settings=QUIET, at=night)
    ended = replace(FAILED, ended_at=night + HOUR)
    morning = decide(ended, settings=QUIET, notices=list(held.notices), at=night + 7 * HOUR)
    assert list_events(morning) == [NoticeEvent.OVER]
    assert morning.notices == []


def test_the_rule_that_is_due_first_decides_and_the_others_add_nothing() -> None:
    daily = NotificationRule(2, (MAIL,), timing=NotificationTiming.DAILY)
    waiting = decide(FAILED, rules=(daily,))
    assert waiting.messages == {}
    urgent = decide(FAILED, rules=(daily, CRITICAL), notices=list(waiting.notices), at=NOON + HOUR)
    assert list_events(urgent) == [NoticeEvent.OPENED]
    next_day = decide(FAILED, rules=(daily, CRITICAL), notices=list(urgent.notices), at=NOON + 24 * HOUR)
    assert next_day.messages == {}


def test_an_acknowledged_issue_is_not_reminded_of_and_an_ignored_one_is_not_sent() -> None:
    rules = (replace(CRITICAL, remind_after_hours=2),)
    first = decide(FAILED, rules=rules)
    reminded = decide(FAILED, rules=rules, notices=list(first.notices), at=NOON + 2 * HOUR)
    assert list_events(reminded) == [NoticeEvent.REMINDER]
    owned = replace(FAILED, is_acknowledged=True)
    assert decide(owned, rules=rules, notices=list(reminded.notices), at=NOON + 9 * HOUR).messages == {}
    assert decide(replace(FAILED, is_ignored=True), rules=rules).messages == {}


def test_a_failing_channel_is_not_notified_of_itself() -> None:
    about_mail = Issue(IssueKind.NOTIFICATIONS_NOT_SENT, "Office: 1 message was given up", subject=str(MAIL))
    rules = (NotificationRule(1, (MAIL, CHAT)),)
    decision = decide(replace(FAILED, issue=about_mail), rules=rules)
    assert set(decision.messages) == {CHAT}


def test_a_paused_channel_gets_what_is_still_open_when_it_is_resumed() -> None:
    assert decide(FAILED, active=()).notices == []
    assert list_events(decide(FAILED)) == [NoticeEvent.OPENED]


_RULES = st.lists(
    st.builds(
        NotificationRule,
        id=st.integers(1, 3),
        channel_ids=st.sampled_from([(MAIL,), (CHAT,), (MAIL, CHAT)]),
        severity=st.sampled_from([None, Severity.CRITICAL, Severity.WARNING]),
        min_orders=st.sampled_from([0, 5]),
        min_minutes=st.sampled_from([0, 30]),
        timing=st.sampled_from(NotificationTiming),
        passes_quiet_hours=st.booleans(),
        remind_after_hours=st.sampled_from([0, 1]),
    ),
    max_size=3,
    unique_by=lambda each: each.id,
)
_KINDS = {1: IssueKind.EVENTS_FAILED, 2: IssueKind.NO_WEBHOOKS, 3: IssueKind.SHIPMENTS_REJECTED}


class NotificationsMachine(RuleBasedStateMachine):
    """Issues open, grow, are owned or ignored, end and come back, while a worker decides now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.chosen: list[NotificationRule] = []
        self.settings = NotificationSettings()
        self.active = {MAIL, CHAT}
        self.issues: dict[int, TrackedIssue] = {}
        self.notices: list[Notice] = []
        self.known: Counter[tuple[int, int]] = Counter()

    @initialize(rules=_RULES, quiet=st.booleans())
    def begin(self, rules: list[NotificationRule], *, quiet: bool) -> None:
        self.chosen, self.settings = rules, QUIET if quiet else NotificationSettings()

    @rule(issue=st.sampled_from(sorted(_KINDS)), orders=st.integers(0, 9))
    def open(self, issue: int, orders: int) -> None:
        known = self.issues.get(issue)
        opened_at = known.opened_at if known and known.ended_at is None else self.now
        found = Issue(_KINDS[issue], "Something", orders=orders)
        self.issues[issue] = TrackedIssue(issue, found, opened_at, "/console")

    @rule(issue=st.sampled_from(sorted(_KINDS)))
    def end(self, issue: int) -> None:
        if (known := self.issues.get(issue)) and known.ended_at is None:
            self.issues[issue] = replace(known, ended_at=self.now)

    @rule(issue=st.sampled_from(sorted(_KINDS)), acknowledged=st.booleans(), ignored=st.booleans())
    def own(self, issue: int, *, acknowledged: bool, ignored: bool) -> None:
        if known := self.issues.get(issue):
            self.issues[issue] = replace(known, is_acknowledged=acknowledged, is_ignored=ignored)

    @rule(channel=st.sampled_from([MAIL, CHAT]))
    def pause_or_resume(self, channel: int) -> None:
        self.active ^= {channel}

    @rule(minutes=st.sampled_from([1, 10, 70, 600]))
    def wait(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule()
    def decide(self) -> None:
        issues = list(self.issues.values())
        policy = NotificationPolicy(self.chosen, self.active, self.settings)
        decision = policy.decide(issues, self.notices, self.now)
        self.notices = list(decision.notices)
        for channel, entries in decision.messages.items():
            assert channel in self.active
            for entry in entries:
                self._check(channel, entry)
        sent = {(each.channel_id, each.issue_id) for each in self.notices if each.sent_at}
        for key in [each for each in self.known if each not in sent and each[0] not in self.active]:
            del self.known[key]  # it ended while the channel was paused
        repeated = policy.decide(issues, self.notices, self.now)
        assert repeated.messages == {}, "the same moment decides nothing twice"

    def _check(self, channel: int, entry: Any) -> None:
        key, issue = (channel, entry.issue_id), self.issues[entry.issue_id]
        is_quiet = leave_quiet_hours(self.settings, self.now) > self.now
        assert not is_quiet or any(each.passes_quiet_hours for each in self.chosen)
        match entry.event:
            case NoticeEvent.OPENED:
                assert self.known[key] == 0, "sent twice before it was over"
                assert issue.ended_at is None
                assert not issue.is_ignored
                self.known[key] = 1
            case NoticeEvent.REMINDER:
                assert self.known[key] == 1
                assert not issue.is_acknowledged
            case NoticeEvent.OVER:
                assert issue.ended_at is not None
                self.known[key] = 0

    @invariant()
    def a_notice_is_kept_for_each_channel_that_knows(self) -> None:
        sent = {(each.channel_id, each.issue_id) for each in self.notices if each.sent_at}
        assert {key for key, count in self.known.items() if count} == sent


NotificationsMachine.TestCase.settings = hypothesis_settings(stateful_step_count=40, deadline=None)
TestNotifications = NotificationsMachine.TestCase
