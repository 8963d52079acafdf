"""Counts in memory, which tests can look at."""

from collections import Counter
from datetime import timedelta

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.webhook_event import EventStatus


class RecordingWorkMetrics:
    """The port `WorkMetrics`."""

    def __init__(self) -> None:
        self.events: Counter[EventStatus] = Counter()
        self.pushes: Counter[PushStatus] = Counter()
        self.settled_orders: Counter[bool] = Counter()
        self.stock_rows: Counter[PushOutcome] = Counter()
        self.notifications: Counter[NotificationState] = Counter()

    def count_event(self, status: EventStatus, age: timedelta) -> None:
        self.events[status] += 1

    def count_push(self, status: PushStatus) -> None:
        self.pushes[status] += 1

    def count_notification(self, state: NotificationState) -> None:
        self.notifications[state] += 1

    def count_stock_rows(self, outcome: PushOutcome, count: int) -> None:
        self.stock_rows[outcome] += count

    def count_settled_order(self, *, succeeded: bool) -> None:
        self.settled_orders[succeeded] += 1
