"""`GET /metrics`, for Prometheus."""

import collections

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.use_cases.periodic_jobs import probe_writes
from novex_shopify.domain.use_cases.webhooks.watch_deliveries import COUNT_DELIVERIES_JOB

REGISTRY = CollectorRegistry()
DELIVERIES = Counter("novex_webhook_deliveries", "Webhooks received, by outcome", ["outcome"], registry=REGISTRY)
EVENTS = Gauge("novex_webhook_events", "Stored events, by status", ["status"], registry=REGISTRY)
PUSHES = Gauge("novex_fulfillment_pushes", "Shipments for Shopify, by status", ["status"], registry=REGISTRY)
OLDEST_PUSH_AGE = Gauge(
    "novex_fulfillment_push_oldest_age_seconds",
    "Time that the oldest shipment has waited for Shopify",
    registry=REGISTRY,
)

SHOPS = Gauge("novex_shops", "Stores, by connection state", ["connection"], registry=REGISTRY)
DELIVERY_OUTAGES = Gauge(
    "novex_delivery_outages", "Stores without webhooks for an unusually long time", registry=REGISTRY
)
OPEN_MISSED_WINDOWS = Gauge(
    "novex_open_missed_windows", "Periods of missed webhooks that are still to be read again", registry=REGISTRY
)
DATABASE_UP = Gauge("novex_database_up", "Whether the database takes writes", registry=REGISTRY)
OLDEST_EVENT_AGE = Gauge(
    "novex_webhook_event_oldest_due_seconds",
    "Time that the oldest due event has waited",
    registry=REGISTRY,
)
WORKER_LAST_ACTIVE = Gauge(
    "novex_worker_last_active_seconds",
    "Time since a worker ran its jobs; -1 if none ever did",
    registry=REGISTRY,
)
API_VERSION_MISMATCHES = Counter(
    "novex_webhook_api_version_mismatches",
    "Webhooks in another API version than SHOPIFY_API_VERSION",
    registry=REGISTRY,
)


def get_metrics(request: Request) -> Response:
    """The counters are those of this process; the gauges are read from the database, and stay while it is away."""
    container: Container = request.app.state.container
    try:
        probe_writes(container.unit_of_work(), container.worker_id(), container.clock().now())
        _read_gauges(container)
        DATABASE_UP.set(1)
    except (SQLAlchemyError, DatabaseUnavailable):
        DATABASE_UP.set(0)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _read_gauges(container: Container) -> None:
    now = container.clock().now()
    with container.transaction() as tx:
        events, pushes, waiting_since = (
            tx.events.count_by_status(),
            tx.pushes.count_by_status(),
            tx.pushes.find_oldest_waiting(),
        )
        due_since, last_run = tx.events.find_oldest_due(now), tx.job_runs.find_last(COUNT_DELIVERIES_JOB)
        DELIVERY_OUTAGES.set(len(tx.deliveries.list_outages()))
        OPEN_MISSED_WINDOWS.set(len(tx.missed_windows.list_open()))
        connections = collections.Counter(shop.connection_state for shop in tx.shops.list_all())
    for connection in ConnectionState:
        SHOPS.labels(connection=connection).set(connections[connection])
    for status in EventStatus:
        EVENTS.labels(status=status).set(events.get(status, 0))
    for push_status in PushStatus:
        PUSHES.labels(status=push_status).set(pushes.get(push_status, 0))
    OLDEST_PUSH_AGE.set((now - waiting_since).total_seconds() if waiting_since else 0)
    OLDEST_EVENT_AGE.set((now - due_since).total_seconds() if due_since else 0)
    WORKER_LAST_ACTIVE.set((now - last_run.started_at).total_seconds() if last_run else -1)
