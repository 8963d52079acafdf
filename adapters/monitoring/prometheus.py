"""Counts of this process for Prometheus."""

from datetime import timedelta

import httpx
from prometheus_client import Counter, Histogram

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.webhook_event import EventStatus

EVENTS_ATTEMPTED = Counter("novex_events_attempted", "Attempts at events, by the status that followed", ["status"])
EVENT_AGE = Histogram(
    "novex_event_age_seconds",
    "Time from receipt until an event was applied",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800, 7200),
)
PUSHES_ATTEMPTED = Counter(
    "novex_fulfillment_pushes_attempted", "Attempts at shipments, by the status that followed", ["status"]
)
ORDERS_SETTLED = Counter(
    "novex_orders_settled", "Attempts at bringing the lots of an order in line with Shopify, by outcome", ["outcome"]
)
STOCK_ROWS_SENT = Counter("novex_stock_rows_sent", "Numbers sent to Shopify's stock, by its answer", ["outcome"])
NOTIFICATIONS_ATTEMPTED = Counter(
    "novex_notifications_attempted", "Attempts at notifications, by the state that followed", ["state"]
)
REQUESTS = Counter("novex_shopify_requests", "Requests to Shopify")
RESPONSES = Counter("novex_shopify_responses", "Responses of Shopify, by HTTP status", ["code"])


class PrometheusWorkMetrics:
    """The port `WorkMetrics`."""

    def count_event(self, status: EventStatus, age: timedelta) -> None:
        EVENTS_ATTEMPTED.labels(status=status).inc()
        if status is EventStatus.DONE:
            EVENT_AGE.observe(age.total_seconds())

    def count_push(self, status: PushStatus) -> None:
        PUSHES_ATTEMPTED.labels(status=status).inc()

    def count_notification(self, state: NotificationState) -> None:
        NOTIFICATIONS_ATTEMPTED.labels(state=state).inc()

    def count_stock_rows(self, outcome: PushOutcome, count: int) -> None:
        STOCK_ROWS_SENT.labels(outcome=outcome).inc(count)

    def count_settled_order(self, *, succeeded: bool) -> None:
        ORDERS_SETTLED.labels(outcome="settled" if succeeded else "failed").inc()


def count_requests(client: httpx.Client) -> None:
    """Count what this client sends and receives; a request without an answer is the difference."""
    client.event_hooks = {
        "request": [lambda _: REQUESTS.inc()],
        "response": [lambda response: RESPONSES.labels(code=response.status_code).inc()],
    }
