"""Notifications that are only recorded."""

from datetime import timedelta

from novex_shopify.domain.model.work import Work


class RecordingWorkNotifier:
    """The port `WorkNotifier`; `notifications` holds the work in order."""

    def __init__(self) -> None:
        self.notifications: list[Work] = []

    def notify(self, work: Work, after: timedelta = timedelta()) -> None:
        self.notifications.append(work)
