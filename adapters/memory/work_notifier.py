"""Wake-ups that are only written down."""

from datetime import timedelta

from novex_shopify.domain.model.work import Work


class RecordingWorkNotifier:
    """The port `Wakeups`; `notifications` holds the work, in order, in order."""

    def __init__(self) -> None:
        self.notifications: list[Work] = []

    def notify(self, work: Work, after: timedelta = timedelta()) -> None:
        self.notifications.append(work)
