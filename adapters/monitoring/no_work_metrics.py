"""No counts, for a process that nothing monitors."""

from datetime import timedelta

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.webhook_event import EventStatus


class NoWorkMetrics:
    """The port `WorkMetrics`."""

    def count_event(self, status: EventStatus, age: timedelta) -> None:
        pass

    def count_push(self, status: PushStatus) -> None:
        pass

    def count_notification(self, state: NotificationState) -> None:
        pass

    def count_stock_rows(self, outcome: PushOutcome, count: int) -> None:
        pass

    def count_settled_order(self, *, succeeded: bool) -> None:
        pass
