"""`GET /metrics`, for Prometheus."""

import collections

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import OPEN_PUSH_STATUSES
from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.issue import SEVERITIES, IssueKind
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.webhook_event import OPEN_EVENT_STATUSES
from novex_shopify.entrypoints.web.health_report import HealthMonitor
from novex_shopify.entrypoints.web.monitoring_access import may_see_details

DELIVERIES = Counter("novex_webhook_deliveries", "Webhooks received, by outcome", ["outcome"])
CARRIER_DELIVERIES = Counter(
    "novex_carrier_webhook_deliveries", "Webhooks of EasyPost, by status of the answer", ["status"]
)
API_VERSION_MISMATCHES = Counter(
    "novex_webhook_api_version_mismatches", "Webhooks in another API version than SHOPIFY_API_VERSION"
)
EVENTS = Gauge("novex_webhook_events", "Events that are not finished, by status", ["status"])
PUSHES = Gauge("novex_fulfillment_pushes", "Shipments that Shopify does not have yet, by status", ["status"])
OLDEST_PUSH_AGE = Gauge(
    "novex_fulfillment_push_oldest_age_seconds", "Time that the oldest shipment has waited for Shopify"
)
SHOPS = Gauge("novex_shops", "Stores, by connection state", ["connection"])
DELIVERY_OUTAGES = Gauge("novex_delivery_outages", "Stores without webhooks for an unusually long time")
DELIVERY_REFUSALS = Gauge("novex_delivery_refusals", "Stores whose last webhooks all had a wrong signature")
OPEN_MISSED_WINDOWS = Gauge("novex_open_missed_windows", "Periods of missed webhooks that are still to be read again")
OLDEST_SETTLING_AGE = Gauge(
    "novex_order_settling_oldest_due_seconds", "Time that the oldest due order has waited to be settled"
)
UNSETTLED_ORDERS = Gauge("novex_orders_unsettled", "Orders whose lots could not be brought in line with Shopify")
ORDERS_ON_HOLD = Gauge("novex_orders_on_hold", "Orders that are on hold until a person releases them")
OLDEST_LEVEL_AGE = Gauge("novex_stock_oldest_due_seconds", "Time that the oldest level has waited for its comparison")
UNDECIDED_LEVELS = Gauge("novex_stock_levels", "Levels at Shopify that wait for a person, by state", ["state"])
OPEN_ISSUES = Gauge("novex_issues_open", "Issues that need attention, by kind and severity", ["kind", "severity"])
DATABASE_UP = Gauge("novex_database_up", "Whether the database takes writes")
PROBLEMS = Gauge("novex_problem", "Whether a part is degraded, as in /readyz", ["part"])
OLDEST_EVENT_AGE = Gauge("novex_webhook_event_oldest_due_seconds", "Time that the oldest due event has waited")
WORKER_LAST_ACTIVE = Gauge("novex_worker_last_active_seconds", "Time since a worker ran its jobs; -1 if none ever did")


async def get_metrics(request: Request) -> Response:
    """Counters are those of this process. Gauges are the installation's, and stay while the database is away."""
    if not may_see_details(request):
        refusal = "Set METRICS_TOKEN, and send it: Authorization: Bearer <token>\n"
        return PlainTextResponse(refusal, 401, {"WWW-Authenticate": "Bearer"})
    monitor: HealthMonitor = request.app.state.health
    report = await monitor.get_report()
    DATABASE_UP.set(report.checks["database"] == "ok")
    for part in report.checks:
        PROBLEMS.labels(part=part).set(part in report.problems)
    if report.status:
        _set_gauges(report.status)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _set_gauges(status: InstallationStatus) -> None:
    connections = collections.Counter(shop.connection_state for shop in status.shops)
    for connection in ConnectionState:
        SHOPS.labels(connection=connection).set(connections[connection])
    for event_status in OPEN_EVENT_STATUSES:
        EVENTS.labels(status=event_status).set(status.open_events.get(event_status, 0))
    for push_status in OPEN_PUSH_STATUSES:
        PUSHES.labels(status=push_status).set(status.open_pushes.get(push_status, 0))
    now, due_since, waiting_since = status.read_at, status.event_due_since, status.shipment_waiting_since
    OLDEST_EVENT_AGE.set((now - due_since).total_seconds() if due_since else 0)
    OLDEST_PUSH_AGE.set((now - waiting_since).total_seconds() if waiting_since else 0)
    WORKER_LAST_ACTIVE.set((now - status.last_job.started_at).total_seconds() if status.last_job else -1)
    DELIVERY_OUTAGES.set(len(status.outages))
    DELIVERY_REFUSALS.set(len(status.refused_deliveries))
    OPEN_MISSED_WINDOWS.set(status.open_missed_windows)
    settling_since = status.settling_due_since
    OLDEST_SETTLING_AGE.set(max(0.0, (now - settling_since).total_seconds()) if settling_since else 0)
    UNSETTLED_ORDERS.set(status.unsettled_orders)
    ORDERS_ON_HOLD.set(status.orders_on_hold)
    level_since = status.level_due_since
    OLDEST_LEVEL_AGE.set(max(0.0, (now - level_since).total_seconds()) if level_since else 0)
    for state in (LevelState.DRIFT, LevelState.REFUSED):
        UNDECIDED_LEVELS.labels(state=state).set(status.undecided_levels.get(state, 0))
    for kind in IssueKind:
        OPEN_ISSUES.labels(kind=kind, severity=SEVERITIES[kind]).set(status.open_issues.get(kind, 0))
