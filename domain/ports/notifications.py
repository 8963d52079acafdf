"""The outbox of notifications, and what channels know of issues."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.notification import Notice, Notification, NotificationState
from novex_shopify.domain.model.work import WorkerId


class Notifications(Protocol):
    """Messages that are to be sent, and those that were."""

    def list_notices(self) -> Sequence[Notice]:
        """List what channels know."""
        ...

    def save_notices(self, notices: Sequence[Notice]) -> None:
        """Replace what channels know by this."""
        ...

    def add(self, notification: Notification) -> Notification:
        """Store a new message, whose id is 0; returns it with its id."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> Notification | None:
        """Claim the message that has been due for longest, and count the attempt."""
        ...

    def settle(self, notification: Notification) -> bool:
        """Store what became of it and end the claim; it is due again at `next_attempt_at`, if it has one.

        Returns False, and stores nothing, if it is no longer claimed as it was when it was read.
        """
        ...

    def get(self, notification_id: int) -> Notification | None:
        """Get a message; None if there is none."""
        ...

    def list_latest(
        self, limit: int, before: int | None = None, state: NotificationState | None = None
    ) -> Sequence[Notification]:
        """List the newest messages, newest first, before the id `before`."""
        ...

    def count_given_up(self) -> Mapping[int, int]:
        """Count the messages that were given up, by channel; a channel without one is left out."""
        ...

    def list_cancelled(self) -> Collection[tuple[int, datetime]]:
        """List the channel and the time of each message that was cancelled."""
        ...

    def cancel_all(self, channel_id: int, now: datetime) -> None:
        """Cancel what a channel has not taken, except what a worker is sending now."""
        ...

    def delete_settled(self, before: datetime) -> int:
        """Delete what was sent, cancelled or dismissed before this moment; returns how many."""
        ...
