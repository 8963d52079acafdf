"""`GET /metrics`, for Prometheus."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from novex_shopify.domain.model.webhook_event import EventStatus

REGISTRY = CollectorRegistry()
DELIVERIES = Counter(
    "novex_webhook_deliveries", "Webhooks received, by what became of them", ["outcome"], registry=REGISTRY
)
EVENTS = Gauge("novex_webhook_events", "Stored webhooks, by state", ["status"], registry=REGISTRY)


def metrics(request: Request) -> Response:
    """The counters of this process, and the state of the inbox."""
    with request.app.state.container.unit_of_work()() as tx:
        counts = tx.events.counts()
    for status in EventStatus:
        EVENTS.labels(status=status).set(counts.get(status, 0))
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
