"""`GET /metrics`, for Prometheus."""

from collections import Counter as Tally

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from novex_shopify.config.container import Container
from novex_shopify.domain.model.connection import Connection
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus

REGISTRY = CollectorRegistry()
DELIVERIES = Counter(
    "novex_webhook_deliveries", "Webhooks received, by what became of them", ["outcome"], registry=REGISTRY
)
EVENTS = Gauge("novex_webhook_events", "Stored webhooks, by state", ["status"], registry=REGISTRY)
PUSHES = Gauge("novex_fulfillment_pushes", "Shipments for Shopify, by state", ["status"], registry=REGISTRY)
OLDEST_PUSH = Gauge(
    "novex_fulfillment_push_oldest_seconds", "How long the oldest shipment waits for Shopify", registry=REGISTRY
)

STORES = Gauge("novex_stores", "Stores, by the state of the connection", ["connection"], registry=REGISTRY)
SILENT_STORES = Gauge("novex_silent_stores", "Stores that have been silent for unusually long", registry=REGISTRY)
OPEN_GAPS = Gauge("novex_open_gaps", "Stores whose orders are to be read again", registry=REGISTRY)
OTHER_VERSION = Counter(
    "novex_webhook_other_version", "Webhooks in another API version than the product's", registry=REGISTRY
)


def metrics(request: Request) -> Response:
    """The counters of this process, and the state of what waits."""
    container: Container = request.app.state.container
    with container.unit_of_work()() as tx:
        events, pushes, waiting_since = tx.events.counts(), tx.pushes.counts(), tx.pushes.waiting_since()
        SILENT_STORES.set(len(tx.deliveries.silences()))
        OPEN_GAPS.set(len(tx.gaps.open()))
        connections = Tally(shop.connection for shop in tx.shops.all())
    for connection in Connection:
        STORES.labels(connection=connection).set(connections[connection])
    for status in EventStatus:
        EVENTS.labels(status=status).set(events.get(status, 0))
    for stage in PushStatus:
        PUSHES.labels(status=stage).set(pushes.get(stage, 0))
    OLDEST_PUSH.set((container.clock().now() - waiting_since).total_seconds() if waiting_since else 0)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
