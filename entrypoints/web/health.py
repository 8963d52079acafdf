"""`GET /healthz` and `GET /readyz`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import describe_kind
from novex_shopify.domain.timing import MAX_SHIPMENT_DELAY

_UNKNOWN = "unknown without the database"


async def get_liveness(_request: Request) -> Response:
    # In the event loop: the threads may all be waiting for the database.
    return JSONResponse({"status": "alive"})


def get_readiness(request: Request) -> Response:
    """503 if webhooks cannot be stored; otherwise 200, with what is degraded."""
    checks = check_readiness(request.app.state.container)
    if checks["database"] != "ok":
        return JSONResponse({"status": "not ready", "checks": checks}, 503)
    status = "ready" if all(map(is_healthy, checks.values())) else "degraded"
    return JSONResponse({"status": status, "checks": checks})


def check_readiness(container: Container) -> dict[str, str]:
    """Each part, with `ok` (or `embedded`) or what is wrong with it."""
    database = _check_database(container)
    has_database = database == "ok"
    return {
        "database": database,
        "redis": _check_redis(container),
        "shipments": _check_shipments(container) if has_database else _UNKNOWN,
        "shops": _check_shops(container) if has_database else _UNKNOWN,
    }


def is_healthy(check: str) -> bool:
    return check in ("ok", "embedded")


def _check_database(container: Container) -> str:
    error = container.database_probe().find_error()
    return f"unreachable ({describe_kind(error)})" if error else "ok"


def _check_redis(container: Container) -> str:
    if not container.settings().redis_url:
        return "embedded"
    if problem := container.redis_probe().find_problem():
        return f"{problem}: webhooks are stored and wait for the next sweep"
    return "ok"


def _check_shipments(container: Container) -> str:
    with container.transaction() as tx:
        waiting_since = tx.pushes.find_oldest_waiting()
    if waiting_since is None or container.clock().now() - waiting_since < MAX_SHIPMENT_DELAY:
        return "ok"
    return f"a shipment has been waiting to sync to Shopify since {waiting_since:%Y-%m-%d %H:%M} UTC"


def _check_shops(container: Container) -> str:
    with container.transaction() as tx:
        outages = [
            f"{outage.shop}: no webhooks since {outage.last_delivery_at:%Y-%m-%d %H:%M} UTC (unusual for this store)"
            for outage in tx.deliveries.list_outages()
        ]
        connection_problems = [
            f"{shop.domain}: {shop.connection_state}"
            for shop in tx.shops.list_all()
            if shop.connection_problem and shop.connected
        ]
    return "; ".join([*connection_problems, *outages]) or "ok"
