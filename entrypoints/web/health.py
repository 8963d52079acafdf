"""`GET /healthz` and `GET /readyz`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.entrypoints.web.health_report import HealthMonitor
from novex_shopify.entrypoints.web.monitoring_access import may_see_details


async def get_liveness(_request: Request) -> Response:
    # In the event loop: the threads may all be waiting for the database.
    return JSONResponse({"status": "alive"})


async def get_readiness(request: Request) -> Response:
    """503 if webhooks cannot be stored; otherwise 200. What is degraded is only for those who may see it."""
    monitor: HealthMonitor = request.app.state.health
    report = await monitor.get_report()
    status = "not ready" if not report.ready else "degraded" if report.problems else "ready"
    details = {"checks": report.checks} if may_see_details(request) else {}
    return JSONResponse({"status": status, **details}, 200 if report.ready else 503)
