"""Sends the messages of the outbox, each until its channel has taken it."""

from dataclasses import dataclass, replace
from operator import attrgetter

from novex_shopify.domain.errors import ChannelGone, describe
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.notification import Notification, NotificationState
from novex_shopify.domain.model.notification_channel import NotificationChannel
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.notification_texts import build_message
from novex_shopify.domain.policies.retry import Retry, RetryPolicy
from novex_shopify.domain.ports.channel_sender import ChannelSender
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_metrics import WorkMetrics
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.claimed_steps import ClaimedSteps


@dataclass(frozen=True, slots=True)
class SendNotifications:
    """Each message is sent at least once, and always with the same id.

    A worker that ends between the channel's answer and its own commit leaves the message to another, which sends it
    again. What is queued for a channel that was paused or removed is cancelled.
    """

    unit_of_work: UnitOfWork
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    metrics: WorkMetrics
    sender: ChannelSender
    app_url: str

    def run_next(self) -> bool:
        """Send the next message that is due; False if none is."""
        return self._steps.run_next(self._send, self._decide)

    @property
    def _steps(self) -> ClaimedSteps[Notification]:
        return ClaimedSteps(
            Work.NOTIFICATIONS,
            "notification",
            "notification",
            attrgetter("notifications"),
            self.unit_of_work,
            self.notifier,
            self.clock,
            self.worker,
            self.active_claims,
        )

    def _send(self, notification: Notification) -> None:
        with self.unit_of_work.read() as tx:
            channel = tx.notification_channels.get(notification.channel_id)
            settings = tx.notification_rules.get_settings()
        if channel is None or not channel.is_active:
            error = "The channel was paused." if channel else "The channel was removed."
            self._settle(replace(self._end(notification, NotificationState.CANCELLED), error=error))
            return
        message = build_message(notification, settings, self.app_url)
        try:
            answer = self.sender.send(channel, message, self.clock.now())
        except ChannelGone as error:
            self._pause(channel, notification, error)
        else:
            self._settle(replace(self._end(notification, NotificationState.SENT), answer=answer, error=None))

    def _pause(self, channel: NotificationChannel, notification: Notification, error: ChannelGone) -> None:
        """The receiver wants no further message, so the next ones are not sent either."""
        given_up = replace(self._end(notification, NotificationState.GIVEN_UP), error=describe(error))
        paused = replace(channel, paused_at=self.clock.now(), pause_reason=describe(error))
        with self.unit_of_work() as tx:
            if not tx.notifications.settle(given_up):
                raise ClaimLost
            tx.notification_channels.save_pause(paused)
            subject = AuditSubject(AuditedKind.NOTIFICATION_CHANNEL, str(channel.id))
            after = {"name": channel.name, "reason": paused.pause_reason}
            tx.audit_log.record(AuditAction.CHANNEL_PAUSED, subject, after=after)
            tx.commit()
        self.metrics.count_notification(given_up.state)

    def _decide(self, notification: Notification, error: Exception) -> Notification:
        """When a message that was not taken is tried again."""
        decision = self.retry.decide(error, notification.attempts)
        if isinstance(decision, Retry):
            decided = replace(notification, next_attempt_at=self.clock.now() + decision.delay, error=describe(error))
        else:
            decided = replace(self._end(notification, NotificationState.GIVEN_UP), error=describe(error))
        self.metrics.count_notification(decided.state)
        return decided

    def _end(self, notification: Notification, state: NotificationState) -> Notification:
        return replace(notification, state=state, next_attempt_at=None, settled_at=self.clock.now())

    def _settle(self, notification: Notification) -> None:
        self._steps.settle(notification)
        self.metrics.count_notification(notification.state)
