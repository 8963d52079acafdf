"""Counts of the work that a process did, for its monitoring."""

from datetime import timedelta
from typing import Protocol

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.webhook_event import EventStatus


class WorkMetrics(Protocol):
    """Neither waits nor fails."""

    def count_event(self, status: EventStatus, age: timedelta) -> None:
        """Count an attempt at an event: the status it has then (pending: it is retried), and the time since receipt."""
        ...

    def count_push(self, status: PushStatus) -> None:
        """Count an attempt at a shipment, by the status it has then."""
        ...

    def count_notification(self, state: NotificationState) -> None:
        """Count an attempt at a notification, by the state it has then (queued: it is tried again)."""
        ...

    def count_stock_rows(self, outcome: PushOutcome, count: int) -> None:
        """Count numbers that were sent to Shopify's stock, by what it answered."""
        ...

    def count_settled_order(self, *, succeeded: bool) -> None:
        """Count an attempt at settling an order."""
        ...
