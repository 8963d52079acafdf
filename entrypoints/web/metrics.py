"""`GET /metrics`, for Prometheus."""

from collections import Counter as Tally

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from novex_shopify.config.container import Container
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus

REGISTRY = CollectorRegistry()
DELIVERIES = Counter(
    "novex_webhook_deliveries", "Webhooks received, by what became of them", ["outcome"], registry=REGISTRY
)
EVENTS = Gauge("novex_webhook_events", "Stored webhooks, by state", ["status"], registry=REGISTRY)
PUSHES = Gauge("novex_fulfillment_pushes", "Shipments for Shopify, by state", ["status"], registry=REGISTRY)
OLDEST_PUSH_AGE = Gauge(
    "novex_fulfillment_push_oldest_age_seconds", "How long the oldest shipment waits for Shopify", registry=REGISTRY
)

SHOPS = Gauge("novex_shops", "Stores, by the state of the connection", ["connection"], registry=REGISTRY)
DELIVERY_OUTAGES = Gauge("novex_delivery_outages", "Stores that have been silent for unusually long", registry=REGISTRY)
OPEN_MISSED_WINDOWS = Gauge("novex_open_missed_windows", "Stores whose orders are to be read again", registry=REGISTRY)
API_VERSION_MISMATCHES = Counter(
    "novex_webhook_api_version_mismatches", "Webhooks in another API version than the product's", registry=REGISTRY
)


def get_metrics(request: Request) -> Response:
    """The counters of this process, and the state of what waits."""
    container: Container = request.app.state.container
    with container.unit_of_work()() as tx:
        events, pushes, waiting_since = (
            tx.events.count_by_status(),
            tx.pushes.count_by_status(),
            tx.pushes.find_oldest_waiting(),
        )
        DELIVERY_OUTAGES.set(len(tx.deliveries.list_outages()))
        OPEN_MISSED_WINDOWS.set(len(tx.missed_windows.list_open()))
        connections = Tally(shop.connection_state for shop in tx.shops.list_all())
    for connection in ConnectionState:
        SHOPS.labels(connection=connection).set(connections[connection])
    for status in EventStatus:
        EVENTS.labels(status=status).set(events.get(status, 0))
    for push_status in PushStatus:
        PUSHES.labels(status=push_status).set(pushes.get(push_status, 0))
    OLDEST_PUSH_AGE.set((container.clock().now() - waiting_since).total_seconds() if waiting_since else 0)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
