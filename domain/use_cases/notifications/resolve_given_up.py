"""Tries messages that were given up again, or dismisses them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.notification import Notification, NotificationState
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier

MAX_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class ResolveGivenUp:
    """Changes all messages of a channel that were given up."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def retry(self, channel_id: int) -> int:
        """Try them again, with the same ids; returns how many. Raises `NotFound` of a channel."""
        now = self.clock.now()
        count = self._change(
            channel_id,
            AuditAction.NOTIFICATION_RETRIED,
            lambda each: replace(each, state=NotificationState.QUEUED, next_attempt_at=now, settled_at=None),
        )
        self.notifier.notify(Work.NOTIFICATIONS)
        return count

    def dismiss(self, channel_id: int) -> int:
        """Say that they are not needed any more; returns how many. Raises `NotFound` of a channel."""
        return self._change(
            channel_id,
            AuditAction.NOTIFICATION_DISMISSED,
            lambda each: replace(each, state=NotificationState.DISMISSED),
        )

    def _change(self, channel_id: int, action: AuditAction, change: Callable[[Notification], Notification]) -> int:
        with self.unit_of_work() as tx:
            if channel_id not in tx.notification_channels.list_names():
                raise NotFound(f"There is no notification channel {channel_id}.")
            given_up = tx.notifications.list_latest(MAX_AT_ONCE, state=NotificationState.GIVEN_UP)
            count = sum(tx.notifications.settle(change(each)) for each in given_up if each.channel_id == channel_id)
            if count:
                subject = AuditSubject(AuditedKind.NOTIFICATION_CHANNEL, str(channel_id))
                tx.audit_log.record(action, subject, after={"messages": count})
            tx.commit()
        return count
