"""Channels, rules, issues that a test sets, and a worker that decides and sends."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.mailer import RecordingMailer
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.memory.notifications.channel_sender import RecordingChannelSender
from novex_shopify.adapters.memory.processes import FakeProcesses
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_metrics import RecordingWorkMetrics
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.notification import Notification
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.notification_rule import NotificationRule
from novex_shopify.domain.model.work import ActiveClaims, WorkerId
from novex_shopify.domain.policies.notification_decisions import TrackedIssue
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import CLAIM_LEASE, NOTIFICATION_FIRST_RETRY, NOTIFY_INTERVAL
from novex_shopify.domain.use_cases.notifications import (
    ChangeChannels,
    ChangeNotificationRules,
    NotifyOfIssues,
    ResolveGivenUp,
    SendNotifications,
)
from novex_shopify.domain.use_cases.rescue_claims import RescueClaims
from tests.builders import APP_URL, NOON

ANN, BOB = WorkerId("ann", 1, "a", "1"), WorkerId("bob", 2, "b", "2")
FAILED = TrackedIssue(7, Issue(IssueKind.EVENTS_FAILED, "3 events failed", orders=3), NOON, "/console/issues/7")


class Crash(BaseException):
    """The process ends."""


@dataclass
class NotificationWorld:
    unit_of_work: UnitOfWork = field(default_factory=MemoryUnitOfWork)
    clock: ManualClock = field(default_factory=ManualClock)
    notifier: RecordingWorkNotifier = field(default_factory=RecordingWorkNotifier)
    nonces: SequentialNonces = field(default_factory=SequentialNonces)
    mailer: RecordingMailer = field(default_factory=RecordingMailer)
    sender: RecordingChannelSender = field(default_factory=RecordingChannelSender)
    metrics: RecordingWorkMetrics = field(default_factory=RecordingWorkMetrics)
    issues: Sequence[TrackedIssue] = ()

    def __post_init__(self) -> None:
        self.channels = ChangeChannels(self.unit_of_work, self.clock, self.nonces, self.mailer, allows_private=False)
        self.rules = ChangeNotificationRules(self.unit_of_work, self.clock)
        self.resolve = ResolveGivenUp(self.unit_of_work, self.notifier, self.clock)

    def add_channel(self, name: str = "Office", rule: NotificationRule | None = None) -> NotificationChannel:
        """A channel of e-mails; with the rule instead of the default ones."""
        channel = self.channels.add(name, ChannelKind.EMAIL, recipients=["anna@example.com"])
        if rule:
            for each in self.rules.list_all():
                self.rules.remove(each.id)
            self.rules.save(replace(rule, channel_ids=(channel.id,)))
        return channel

    def decide(self, worker: WorkerId = ANN) -> int:
        return NotifyOfIssues(
            self.unit_of_work, self.clock, worker, self.notifier, self.nonces, lambda *_: self.issues
        )()

    def send(self, worker: WorkerId = ANN) -> None:
        retry = RetryPolicy(lambda: 0.0, first_delay=NOTIFICATION_FIRST_RETRY)
        send = SendNotifications(
            self.unit_of_work,
            retry,
            self.notifier,
            self.clock,
            worker,
            ActiveClaims(),
            self.metrics,
            self.sender,
            APP_URL,
        )
        while send.run_next():
            pass

    def work(self) -> None:
        """What workers do until nothing is due."""
        self.decide()
        self.send()

    def wait(self, time: timedelta) -> None:
        """Let this time pass, while the workers go on working."""
        end = self.clock.now() + time
        while self.clock.now() < end:
            self.clock.advance(min(max(NOTIFY_INTERVAL, time / 50), end - self.clock.now()))
            self.work()

    def rescue(self, worker: WorkerId = BOB) -> None:
        """Another worker puts back what a dead one had claimed."""
        self.clock.advance(CLAIM_LEASE + timedelta(seconds=1))
        RescueClaims(self.unit_of_work, FakeProcesses(), self.notifier, self.clock, worker, ActiveClaims())()

    @property
    def messages(self) -> Sequence[tuple[str, str]]:
        """The channel and the title of each message that was sent."""
        return [(name, message.title) for name, message in self.sender.sent]

    @property
    def stored(self) -> Sequence[Notification]:
        """All messages, oldest first."""
        with self.unit_of_work.read() as tx:
            return list(tx.notifications.list_latest(100))[::-1]

    def end(self, issue: TrackedIssue, at: datetime | None = None) -> TrackedIssue:
        return replace(issue, ended_at=at or self.clock.now())
