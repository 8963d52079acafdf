"""The outbox of notifications in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.due_records import claim_due
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.notification import Notice, Notification, NotificationState
from novex_shopify.domain.model.work import WorkerId

_KEPT = (NotificationState.QUEUED, NotificationState.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class MemoryNotifications:
    """The port `Notifications`."""

    state: State

    def list_notices(self) -> Sequence[Notice]:
        return sorted(self.state.notices.values(), key=lambda each: (each.channel_id, each.issue_id))

    def save_notices(self, notices: Sequence[Notice]) -> None:
        self.state.notices.clear()
        self.state.notices.update({(each.channel_id, each.issue_id): each for each in notices})

    def add(self, notification: Notification) -> Notification:
        return self._store(replace(notification, id=allocate_id(self.state.notifications)))

    def claim(self, worker: WorkerId, now: datetime) -> Notification | None:
        return claim_due(self.state.notifications, self.state.notification_claims, worker, now)

    def settle(self, notification: Notification) -> bool:
        current = self.state.notifications.get(notification.id)
        claim = (notification.claimed_by, notification.attempts)
        if current is None or (current.claimed_by, current.attempts) != claim:
            return False
        self._store(replace(notification, claimed_by=None))
        self.state.notification_claims.pop(notification.id, None)
        return True

    def get(self, notification_id: int) -> Notification | None:
        return self.state.notifications.get(notification_id)

    def list_latest(
        self, limit: int, before: int | None = None, state: NotificationState | None = None
    ) -> Sequence[Notification]:
        newest = sorted(self.state.notifications.values(), key=lambda each: -each.id)
        return [each for each in newest if (before is None or each.id < before) and state in (None, each.state)][:limit]

    def count_given_up(self) -> Mapping[int, int]:
        given_up = NotificationState.GIVEN_UP
        return Counter(each.channel_id for each in self.state.notifications.values() if each.state is given_up)

    def list_cancelled(self) -> Collection[tuple[int, datetime]]:
        notifications, cancelled = self.state.notifications.values(), NotificationState.CANCELLED
        return {(each.channel_id, each.created_at) for each in notifications if each.state is cancelled}

    def cancel_all(self, channel_id: int, now: datetime) -> None:
        for each in list(self.state.notifications.values()):
            if each.channel_id == channel_id and each.state in _KEPT and each.claimed_by is None:
                cancelled = replace(each, state=NotificationState.CANCELLED, next_attempt_at=None, settled_at=now)
                self._store(cancelled)

    def delete_settled(self, before: datetime) -> int:
        old = [
            each.id
            for each in self.state.notifications.values()
            if each.settled_at and each.settled_at < before and each.state not in _KEPT
        ]
        for each in old:
            del self.state.notifications[each]
        return len(old)

    def _store(self, notification: Notification) -> Notification:
        self.state.notifications[notification.id] = notification
        return notification
